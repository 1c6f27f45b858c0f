import { findings } from './keep-findings.ts';
import type { RowKey, RowStore, TableName } from './rows.ts';
import { runName } from './run.ts';

const DAY = 86_400_000;
/** What Tablestore forgets by itself, in days: what one run did, and findings that nobody saw again. */
const RUN_DAYS = 90;
const FINDING_DAYS = 400;
const OF_RUNS = [
  'runs',
  'shards',
  'deliveries',
  'digests',
  'checkpoints',
  'reports',
] as const satisfies TableName[];

/**
 * Removes what is too old from a store that does not forget by itself.
 * @param now milliseconds since the epoch
 */
export async function forgetOld(rows: RowStore, now: number): Promise<void> {
  // Names of runs sort by time.
  const firstKept = runName(new Date(now - RUN_DAYS * DAY), '');
  for (const table of OF_RUNS) {
    const old: RowKey[] = [];
    for await (const { key } of rows.range(table)) {
      if ((key[0] ?? '') >= firstKept) break;
      old.push(key);
    }
    for (const key of old) await rows.remove(table, key);
  }
  const gone: RowKey[] = [];
  for await (const { key, record } of findings(rows)) {
    if (now - Date.parse(record.lastSeen) > FINDING_DAYS * DAY) gone.push(key);
  }
  for (const key of gone) await rows.remove('findings', key);
}
