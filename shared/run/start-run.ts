import { targetFor } from '../scan/live-scan.ts';
import type { Scope } from '../scan/scope.ts';
import { beginRun, findRun, type RunOrder, type RunRecord } from '../store/run.ts';
import { planShards } from '../store/shards.ts';
import { underLease } from './held-lease.ts';
import { askForClosing, inviteShards } from './invite.ts';
import { newOwner, RUN_LEASE, runUnderWay } from './leases.ts';
import { planOf } from './plan.ts';
import type { Station } from './station.ts';

/** A run that is to be done in shards. */
export interface StartOrder extends Pick<RunOrder, 'kind' | 'keeps' | 'tells'> {
  /** Its name: an order that comes twice has the same. */
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly scope?: Scope;
  /** Instead of the config's. */
  readonly targetCcmVersion?: string;
}

/** What became of the order: `known`: it had begun already. */
export type Started =
  | { readonly kind: 'started' | 'known'; readonly record: RunRecord }
  /** Another run that brings the store's findings up to date is under way: `holder` is its name. */
  | { readonly kind: 'busy'; readonly holder: string }
  /**
   * Somebody is at the findings of the store: closes a run or begins one, which takes moments, or scans from the command
   * line. Nothing was looked at yet: it is to be tried again.
   */
  | { readonly kind: 'held' };

/**
 * Begins a run: writes down its shards and asks for an invocation of each. It may be killed at any moment, and asked for
 * again: shards that nobody was asked for are found by `sweep`.
 * @throws StoreError
 */
export async function startRun(station: Station, order: StartOrder): Promise<Started> {
  const { rows, now } = station;
  const begun = await findRun(rows, order.run);
  if (begun) {
    // Whoever began it may have been killed before all its shards were asked for.
    await inviteShards(station, order.run, ({ record }) => record.invocations === 0);
    return { kind: 'known', record: begun };
  }
  if (!order.keeps) return begin(station, order);
  const lease = {
    name: RUN_LEASE,
    owner: newOwner(),
    lasts: station.config.deadlines.leaseSeconds * 1000,
    now,
  };
  const held = await underLease(rows, lease, async (hold): Promise<Started> => {
    const own = { ...station, rows: hold.rows };
    const other = await runUnderWay(rows, now());
    if (!other) return begin(own, order);
    if (other.run === order.run) return { kind: 'known', record: other };
    if (order.tells) await tellToo(own, other);
    return { kind: 'busy', holder: other.run };
  });
  return held.kind === 'done' ? held.result : { kind: 'held' };
}

/** The night whose place another run has taken is told at the end of that one. */
async function tellToo({ rows, log }: Station, other: RunRecord): Promise<void> {
  if (!other.order || other.order.tells) return;
  await rows.put('runs', [other.run], { ...other, order: { ...other.order, tells: true } }, 'any');
  log.info('the run that is under way will tell people, as the night comes in it', { run: other.run });
}

async function begin(station: Station, order: StartOrder): Promise<Started> {
  const { config, rows, log } = station;
  const { run, kind, keeps, tells, scope } = order;
  const startedAt = new Date(order.startedAt).toISOString();
  const until = new Date(order.startedAt + config.deadlines.scanSeconds * 1000).toISOString();
  const record = {
    run,
    startedAt,
    order: { kind, until, keeps, tells, ...(scope && { scope }) },
    targetCcmVersion: targetFor(config, order),
  };
  const plan = planOf(config, scope);
  // First the shards: whoever finds the run finds all of them.
  await planShards(rows, run, plan, startedAt);
  const isFirst = await beginRun(rows, record);
  log.info('run began', { run, kind, shards: plan.length });
  await inviteShards(station, run, () => true);
  // The last shard asks for the closing: of none, nobody would.
  if (plan.length === 0) await askForClosing(station, run);
  return { kind: isFirst ? 'started' : 'known', record: { ...record, status: 'running' } };
}
