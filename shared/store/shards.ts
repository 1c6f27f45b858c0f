import pLimit from 'p-limit';
import type { ScanProgress } from '../scan/live.ts';
import type { RowStore } from './rows.ts';

const WRITES_AT_ONCE = 16;

/** One shard of a run, as the store keeps it. Times are ISO 8601. */
export interface ShardRecord {
  /** The account's name in the config. */
  readonly accountId: string;
  readonly regionId: string;
  /** The function that reads it. */
  readonly function: string;
  readonly status: 'open' | 'closed';
  /** Invocations that were asked for: by the run, by the shard itself, by whoever found it left alone. */
  readonly invocations: number;
  /** When the last one was asked for, or gave a sign of life. */
  readonly aliveAt: string;
  readonly progress?: ScanProgress;
  /** Why it could not be invoked, or what its last invocation threw. */
  readonly trouble?: string;
}

/** A shard of a run with its name. */
export interface NamedShard {
  readonly shard: string;
  readonly record: ShardRecord;
}

/** Writes the shards of a run that is about to begin. Those that are there already stay as they are. */
export async function planShards(
  rows: RowStore,
  run: string,
  shards: readonly (Pick<ShardRecord, 'accountId' | 'regionId' | 'function'> & { readonly shard: string })[],
  at: string,
): Promise<void> {
  const limit = pLimit(WRITES_AT_ONCE);
  const write = async ({ shard, ...place }: (typeof shards)[number]) => {
    const record: ShardRecord = { ...place, status: 'open', invocations: 0, aliveAt: at };
    await rows.put('shards', [run, shard], record, 'absent');
  };
  await Promise.all(shards.map((shard) => limit(() => write(shard))));
}

/** The shards of a run, in the order of their names. */
export async function shardsOf(rows: RowStore, run: string): Promise<readonly NamedShard[]> {
  const shards: NamedShard[] = [];
  for await (const { key, data } of rows.range('shards', { prefix: [run] })) {
    shards.push({ shard: key[1] ?? '', record: data as ShardRecord });
  }
  return shards;
}

/** One shard of a run. */
export async function findShard(
  rows: RowStore,
  run: string,
  shard: string,
): Promise<ShardRecord | undefined> {
  return (await rows.get('shards', [run, shard]))?.data as ShardRecord | undefined;
}

/**
 * Changes a shard, whoever else changes it at the same time. A closed one stays as it is.
 * @returns what it is then; undefined when it was closed, or is not there
 */
export async function changeShard(
  rows: RowStore,
  run: string,
  shard: string,
  change: (record: ShardRecord) => ShardRecord,
): Promise<ShardRecord | undefined> {
  for (;;) {
    const row = await rows.get('shards', [run, shard]);
    const before = row?.data as ShardRecord | undefined;
    if (!row || !before || before.status === 'closed') return undefined;
    const after = change(before);
    if (await rows.put('shards', row.key, after, { version: row.version })) return after;
  }
}
