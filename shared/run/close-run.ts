import { settleDigests, writeDigest } from '../alerts/outbox.ts';
import type { OpenRobot } from '../alerts/robots.ts';
import type { SuppressionUse } from '../report/report.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { keepFindings } from '../store/keep-findings.ts';
import { removeLarge } from '../store/large.ts';
import type { RowStore } from '../store/rows.ts';
import { closedRun, closeRun, findRun, type RunRecord } from '../store/run.ts';
import { type NamedShard, shardsOf } from '../store/shards.ts';
import { removeCheckpoint } from './checkpoint.ts';
import { underLease } from './held-lease.ts';
import { keepReport } from './kept-report.ts';
import { closingLease, isOvertaken, newOwner, RUN_LEASE, shardLease } from './leases.ts';
import type { Station } from './station.ts';
import { wholeReport } from './whole-report.ts';

/** What became of a run: `over`: it was closed before. `open`: not all its shards are closed. */
export type Closing = 'closed' | 'open' | 'over' | 'busy';

/** Whether a run can be closed: all its shards are, or its time is up. */
export async function isOver(rows: RowStore, { run, order }: RunRecord, now: number): Promise<boolean> {
  if (order && Date.parse(order.until) <= now) return true;
  return (await shardsOf(rows, run)).every(({ record }) => record.status === 'closed');
}

/**
 * Closes a run: puts its parts together, brings the findings of the store up to date, writes what people are to be
 * told. It may be killed at any moment, and begun again: the run's own row is written last.
 * @throws StoreError
 * @throws LeaseLostError when it was suspended for so long that another process has begun
 */
export async function closeRunInShards(
  station: Station,
  run: string,
  robots: readonly OpenRobot[],
): Promise<Closing> {
  const { rows, now, config } = station;
  const before = await findRun(rows, run);
  if (!before?.order) return 'over';
  if (before.status === 'closed') {
    // Whoever closed it may have been killed before it had cleared up.
    await tidy(rows, run, await shardsOf(rows, run));
    return 'over';
  }
  if (!(await isOver(rows, before, now()))) return 'open';
  const name = before.order.keeps ? RUN_LEASE : closingLease(run);
  const lease = { name, owner: newOwner(), lasts: config.deadlines.leaseSeconds * 1000, now };
  const held = await underLease(rows, lease, async (hold): Promise<Closing> => {
    const record = await findRun(hold.rows, run);
    if (record?.status !== 'running') return 'over';
    await close({ ...station, rows: hold.rows }, record, robots);
    return 'closed';
  });
  if (held.kind === 'busy') return 'busy';
  await tidy(rows, run, await shardsOf(rows, run));
  if (!before.order.keeps) await rows.remove('leases', [name]);
  return held.result;
}

async function close(station: Station, record: RunRecord, robots: readonly OpenRobot[]): Promise<void> {
  const { rows, config, log } = station;
  const { run, order } = record;
  const isLate = order?.keeps && (await isOvertaken(rows, record));
  if (isLate)
    log.warn('a later run was closed before this one: what this one found changes nothing', { run });
  const { closed, suppressions, shards, late } = await settle(
    station,
    record,
    order?.keeps === true && !isLate,
  );
  if (order?.tells && !isLate && robots.length > 0) {
    const { link } = config.alerts;
    await writeDigest(rows, {
      run: closed,
      suppressions,
      robots,
      ...(link !== undefined && { link }),
      at: closed.finishedAt ?? closed.startedAt,
    });
  }
  await closeRun(rows, closed);
  const { clusters = [], failures = [], counts = {} } = closed;
  log.info('run closed', {
    ...{ run, shards, late, clusters: clusters.length, failures: failures.length },
    findings: counts,
  });
}

/** What is left of a report that was kept. */
interface Settled {
  readonly closed: RunRecord;
  readonly suppressions: readonly SuppressionUse[];
  readonly shards: number;
  /** Of these, those that were not scanned to their end. */
  readonly late: number;
}

/** Keeps the report, and what it says of findings. The report itself is large, and not held any longer. */
async function settle(station: Station, record: RunRecord, keeps: boolean): Promise<Settled> {
  const { rows } = station;
  const { run, order, startedAt } = record;
  const shards = await shardsOf(rows, run);
  const { regions, ...report } = await wholeReport(station, record, shards);
  await keepReport(rows, run, report);
  let unkept: readonly Failure[] = [];
  if (keeps) {
    await settleDigests(rows);
    unkept = await keepFindings(rows, { run, at: startedAt }, report, regions);
    for (const { message } of unkept)
      station.log.error('a finding could not be kept', { run, trouble: message });
  }
  return {
    closed: closedRun(run, { ...report.en, failures: [...unkept, ...report.en.failures] }, order),
    suppressions: report.en.suppressions ?? [],
    shards: shards.length,
    late: shards.filter((shard) => shard.record.status === 'open').length,
  };
}

/** Removes what only an open run needs. Doing it twice changes nothing. */
async function tidy(rows: RowStore, run: string, shards: readonly NamedShard[]): Promise<void> {
  for (const { shard } of shards) {
    await removeLarge(rows, 'reports', [run, shard]);
    await removeCheckpoint(rows, run, shard);
    await rows.remove('leases', [shardLease(run, shard)]);
  }
}
