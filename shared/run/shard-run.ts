import { setTimeout as pause } from 'node:timers/promises';
import { safeReason } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { ScanProgress } from '../scan/live.ts';
import { type LiveScan, scanShard } from '../scan/live-scan.ts';
import { notFoundIn } from '../scan/scope.ts';
import { type Meter, meter } from '../scan/tally.ts';
import { putLarge } from '../store/large.ts';
import { LeaseLostError } from '../store/lease.ts';
import { findRun, type RunRecord } from '../store/run.ts';
import { changeShard, findShard, type ShardRecord, shardsOf } from '../store/shards.ts';
import { inBothLanguages } from './both-languages.ts';
import { type Checkpoint, openCheckpoint, removeCheckpoint } from './checkpoint.ts';
import { type Hold, underLease } from './held-lease.ts';
import { askForClosing, invite } from './invite.ts';
import { newOwner, shardLease } from './leases.ts';
import { summaryOf } from './shard-summary.ts';
import { shardTime } from './shard-time.ts';
import type { Station } from './station.ts';
import { PART, type StoredPart } from './whole-report.ts';

/** One invocation of a shard. */
export interface ShardOrder {
  readonly run: string;
  readonly shard: string;
  /** Milliseconds since the epoch at which this invocation has to leave the rest to another one. */
  readonly pauseAt: number;
  /** Pauses it sooner. */
  readonly signal?: AbortSignal;
}

/**
 * What became of it: `closed`: the shard is done. `paused`: another invocation was asked for. `busy`: another one is at
 * it. `over`: there is nothing to do any more.
 */
export type ShardOutcome = 'closed' | 'paused' | 'busy' | 'over';

/** Progress is written so often. */
const PROGRESS_MILLISECONDS = 3_000;
const BUSY_STEP = 1_000;

/**
 * Does one shard of a run, or goes on with it. It may be killed at any moment, come twice, or late: what was read stands
 * in the store, only one invocation at a time writes, and a closed shard stays as it is.
 * @throws StoreError and what is unexpected: the invocation has failed, and may be tried again
 */
export async function runShard(station: Station, order: ShardOrder): Promise<ShardOutcome> {
  const { run, shard } = order;
  const log = station.log.with({ run, shard });
  const name = shardLease(run, shard);
  const lasts = station.config.deadlines.leaseSeconds * 1000;
  const lease = { name, owner: newOwner(), lasts, now: station.now };
  let waitedFor: number | undefined;
  for (;;) {
    if (!(await isOpen(station, run, shard))) return 'over';
    const held = await underLease(station.rows, lease, (hold) => work(station, order, hold, log));
    if (held.kind === 'done') return afterwards(station, order, held.result);
    // A killed invocation's lease runs out; that of one that lives is renewed.
    waitedFor ??= held.holder.until;
    const isLate = station.now() > waitedFor || station.now() > order.pauseAt;
    if (isLate || order.signal?.aborted) return 'busy';
    await pause(Math.min(BUSY_STEP, lasts / 4), undefined, {
      ...(order.signal && { signal: order.signal }),
    }).catch(() => undefined);
  }
}

async function isOpen({ rows }: Station, run: string, shard: string): Promise<boolean> {
  const [record, found] = await Promise.all([findRun(rows, run), findShard(rows, run, shard)]);
  return record?.status === 'running' && found?.status === 'open';
}

/** What comes after the lease was given back. */
async function afterwards(station: Station, order: ShardOrder, outcome: ShardOutcome): Promise<ShardOutcome> {
  const { run, shard } = order;
  // One that was stopped from outside is left to the next process.
  if (outcome === 'paused' && !order.signal?.aborted) await invite(station, run, shard);
  if (outcome !== 'closed') return outcome;
  const { rows } = station;
  await rows.remove('leases', [shardLease(run, shard)]);
  if ((await shardsOf(rows, run)).some(({ record }) => record.status === 'open')) return outcome;
  await askForClosing(station, run);
  return outcome;
}

async function work(station: Station, order: ShardOrder, hold: Hold, log: Log): Promise<ShardOutcome> {
  const { run, shard } = order;
  const own: Station = { ...station, rows: hold.rows, log };
  const [record, found] = await Promise.all([findRun(hold.rows, run), findShard(hold.rows, run, shard)]);
  if (record?.status !== 'running' || found?.status !== 'open') return 'over';
  try {
    return await scanAndStore(own, order, record, found, hold);
  } catch (error) {
    if (error instanceof LeaseLostError) return 'busy';
    log.error('shard failed', { error: safeReason(error) });
    const trouble = `its last invocation failed: ${safeReason(error)}`;
    await changeShard(station.rows, run, shard, (before) => ({ ...before, trouble })).catch(() => undefined);
    throw error;
  }
}

async function scanAndStore(
  station: Station,
  order: ShardOrder,
  record: RunRecord,
  found: ShardRecord,
  hold: Hold,
): Promise<ShardOutcome> {
  const { rows, log, now } = station;
  const { run, shard } = order;
  const began = performance.now();
  const counts = meter();
  const onTrouble = (error: unknown): void =>
    log.warn('what was read could not be written down: it may have to be read again', {
      error: safeReason(error),
    });
  const checkpoint = await openCheckpoint(rows, { run, shard, owner: newOwner(), onTrouble });
  const until = Date.parse(record.order?.until ?? record.startedAt);
  const time = shardTime({ pauseAt: order.pauseAt, until, now, stops: [hold.lost, order.signal] });
  const note = progressNotes(station, order, counts);
  log.debug('shard began', { recalled: checkpoint.recalled, invocation: found.invocations });
  try {
    const scan = await scanned(station, record, found, counts, checkpoint, time.signal);
    note.stop();
    if (hold.lost.aborted) return 'busy';
    if (time.isPaused()) {
      await checkpoint.save();
      if (checkpoint.added() === 0) log.warn('shard paused, and nothing was read in all its time');
      log.info('shard paused', summaryOf(counts, began));
      return 'paused';
    }
    await putLarge(rows, 'reports', [run, shard], { [PART]: partOf(scan, record, log) });
    const progress = progressOf(counts);
    await changeShard(rows, run, shard, ({ trouble: _, ...before }) => ({
      ...before,
      status: 'closed',
      progress,
    }));
    await checkpoint.end();
    await removeCheckpoint(rows, run, shard);
    const { findings, failures } = scan.report;
    log.info('shard closed', {
      ...summaryOf(counts, began),
      findings: findings.length,
      failures: failures.length,
    });
    return 'closed';
  } finally {
    note.stop();
    time.end();
    await checkpoint.end();
  }
}

function partOf(scan: LiveScan, { order }: RunRecord, log: Log): StoredPart {
  const { unconfirmable, facts, snapshot } = scan;
  if (unconfirmable.length > 0) {
    const troubles = unconfirmable.map(({ message }) => message);
    log.warn('some findings could not be looked at a second time', { troubles });
  }
  const { en: report, zh } = inBothLanguages(scan, 'en');
  const notFound = notFoundIn(order?.scope ?? {}, snapshot.clusters);
  return { report, zh, facts, unconfirmable, notFound };
}

function scanned(
  station: Station,
  { startedAt, targetCcmVersion, order }: RunRecord,
  { accountId, regionId, function: reader }: ShardRecord,
  counts: Meter,
  memory: Checkpoint,
  signal: AbortSignal,
): Promise<LiveScan> {
  const { config, secret, defaultKeys, log } = station;
  return scanShard(config, {
    onCluster: ({ clusterId, name, services, failures }) => {
      const { done, total } = counts.progress().clusters;
      const troubles = failures.map(({ message }) => message);
      const fields = { cluster: clusterId, name, services, done, total };
      if (troubles.length > 0) log.warn('cluster could not wholly be read', { ...fields, troubles });
      else log.debug('cluster read', fields);
    },
    place: { accountId, regionId, function: reader },
    ...(order?.scope && { scope: order.scope }),
    ...(defaultKeys && { defaultKeys }),
    language: 'en',
    startedAt: Date.parse(startedAt),
    targetCcmVersion,
    memory,
    meter: counts,
    secret,
    signal,
  });
}

function progressOf(counts: Meter): ScanProgress {
  const { clusters, loadBalancers } = counts.progress();
  return { clusters, loadBalancers };
}

/** Writes from time to time how far the shard is. What cannot be written is written the next time. */
function progressNotes({ rows, now }: Station, { run, shard }: ShardOrder, counts: Meter) {
  let written = '';
  const timer = setInterval(() => {
    const progress = progressOf(counts);
    const text = JSON.stringify(progress);
    if (text === written) return;
    written = text;
    const aliveAt = new Date(now()).toISOString();
    changeShard(rows, run, shard, (before) => ({ ...before, aliveAt, progress })).catch(() => undefined);
  }, PROGRESS_MILLISECONDS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
