import { randomBytes } from 'node:crypto';
import type { RowStore } from '../store/rows.ts';
import { isWhole, type RunRecord, runs } from '../store/run.ts';

/** Held by whoever brings the findings of the store up to date. */
export const RUN_LEASE = 'run';

/** No run lasts longer. */
const LONGEST_RUN = 2 * 86_400_000;

/** The lease of one shard of a run. */
export function shardLease(run: string, shard: string): string {
  return `shard/${run}/${shard}`;
}

/** The lease of the closing of a run that keeps nothing. */
export function closingLease(run: string): string {
  return `close/${run}`;
}

/** A name that no other process, and no other attempt, has. */
export function newOwner(): string {
  return `${process.pid}-${randomBytes(6).toString('hex')}`;
}

/** After the end of its time a run is closed by the next sweep: until then no other may pass it by. */
const CLOSING_MILLISECONDS = 15 * 60_000;

/** The run in shards that is to bring the findings of the store up to date and is not closed. */
export async function runUnderWay(rows: RowStore, now: number): Promise<RunRecord | undefined> {
  for await (const record of openRuns(rows, now)) {
    const { keeps, until = '' } = record.order ?? {};
    if (keeps && Date.parse(until) + CLOSING_MILLISECONDS > now) return record;
  }
  return undefined;
}

/** Whether a run that began later has brought the findings of the store up to date before this one could. */
export async function isOvertaken(rows: RowStore, { startedAt }: RunRecord): Promise<boolean> {
  for await (const record of runs(rows)) {
    if (record.startedAt <= startedAt) return false;
    if (record.status === 'closed' && isWhole(record)) return true;
  }
  return false;
}

/** The runs in shards that are not closed, the latest first. */
export async function* openRuns(rows: RowStore, now: number): AsyncIterable<RunRecord> {
  for await (const record of runs(rows)) {
    if (now - Date.parse(record.startedAt) > LONGEST_RUN) return;
    if (record.order && record.status === 'running') yield record;
  }
}
