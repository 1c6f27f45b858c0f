import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { RemoteError } from '../sources/remote-error.ts';
import { type RetryOptions, withRetry } from '../sources/retry.ts';
import { portions, writableRow } from './row-data.ts';
import { storedKey, storedPrefix } from './row-key.ts';
import { type RangeOptions, type Row, type RowStore, TABLES, type TableName } from './rows.ts';
import { StoreError } from './store-error.ts';
import { batchBytes, MOST_IN_BATCH, writeBatch } from './tablestore-batch.ts';
import { primaryKey, type ReadRow, readRow } from './tablestore-cells.ts';
import { type Operations, type TablestoreKeys, tablestoreClient } from './tablestore-client.ts';
import { put } from './tablestore-put.ts';
import { makeTables, type RetriedCall } from './tablestore-tables.ts';
import { storeErrorOf } from './tablestore-trouble.ts';

/** An instance of Tablestore, and how it is called. */
export interface TablestoreOptions extends Pick<RetryOptions, 'random' | 'sleep'> {
  /** Of the instance: `https://INSTANCE.cn-hangzhou.vpc.tablestore.aliyuncs.com`. */
  readonly endpoint: string;
  readonly instance: string;
  /** Stands before the names of all tables: letters, digits and `_`. */
  readonly tablePrefix: string;
  /** Asked before each call. */
  readonly credentials: () => Promise<TablestoreKeys>;
  /** Ends all that is under way, waiting too. */
  readonly signal?: AbortSignal;
  /** For one answer; 20 seconds if left out. */
  readonly timeoutMilliseconds?: number;
}

const TIMEOUT_MILLISECONDS = 20_000;
/** Batches of one putMany that are under way at once. */
const BATCHES_AT_ONCE = 4;
const TABLE_PREFIX = /^([A-Za-z_][A-Za-z0-9_]{0,199})?$/;

/**
 * Rows in tables of a Tablestore instance. Trouble that may pass is met by trying again. A conditional write carries a
 * token, by which a try that found its condition broken by an earlier try of its own, whose answer was lost, is told
 * from one that came too late. An unconditional write whose answer was lost may raise the version twice.
 * When all tries of a write failed it may be written nonetheless.
 * @throws StoreError refused: an endpoint or a tablePrefix that cannot be
 */
export function openTablestoreRows(options: TablestoreOptions): RowStore {
  const { instance, tablePrefix, random, sleep } = options;
  // One of our own, which as many calls as there are may listen to.
  const signal = AbortSignal.any(options.signal ? [options.signal] : []);
  setMaxListeners(0, signal);
  if (!TABLE_PREFIX.test(tablePrefix)) {
    throw new StoreError(
      'refused',
      'A tablePrefix is of letters, digits and "_", and does not begin with a digit.',
    );
  }
  const client = tablestoreClient({ timeoutMilliseconds: TIMEOUT_MILLISECONDS, ...options, signal });
  const nameOf = (table: TableName): string => `${tablePrefix}${table}`;
  const retry = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    withRetry(work, { what, signal, ...(random && { random }), ...(sleep && { sleep }) });
  const call: RetriedCall = (operation, params, what) =>
    retry(what, () => client.call(operation, params, what));

  async function told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof RemoteError ? storeErrorOf(error, instance) : error;
    }
  }

  async function read(table: TableName, key: readonly string[]): Promise<ReadRow | undefined> {
    const tableName = nameOf(table);
    const params = { tableName, primaryKey: primaryKey(key), maxVersions: 1 };
    const { row } = await call('getRow', params, `GetRow of ${tableName}`);
    return readRow(tableName, row);
  }

  async function* pages(
    table: TableName,
    prefix: readonly string[],
    { reverse = false, atOnce: limit }: RangeOptions,
  ): AsyncGenerator<Row, void, undefined> {
    const { default: sdk } = await import('tablestore');
    const tableName = nameOf(table);
    const open = TABLES[table] - prefix.length;
    const low = primaryKey([...prefix, ...Array<typeof sdk.INF_MIN>(open).fill(sdk.INF_MIN)]);
    const high = primaryKey([...prefix, ...Array<typeof sdk.INF_MAX>(open).fill(sdk.INF_MAX)]);
    const [direction, first, end] = reverse
      ? [sdk.Direction.BACKWARD, high, low]
      : [sdk.Direction.FORWARD, low, high];
    let start: typeof low | undefined = first;
    while (start) {
      const params: Operations['getRange']['params'] = {
        tableName,
        direction,
        inclusiveStartPrimaryKey: start,
        exclusiveEndPrimaryKey: end,
        maxVersions: 1,
        ...(limit && { limit }),
      };
      const page: Operations['getRange']['result'] = await told(() =>
        call('getRange', params, `GetRange of ${tableName}`),
      );
      for (const found of page.rows) yield* rowIn(tableName, found);
      const next = page.nextStartPrimaryKey?.map(({ name, value }) => ({ [name]: value }));
      if (next && isDeepStrictEqual(next, start)) {
        throw new StoreError('unavailable', `Tablestore: the range of ${tableName} does not go on.`);
      }
      start = next;
    }
  }

  async function* range(table: TableName, options: RangeOptions = {}) {
    const { prefix = [] } = options;
    const stored = storedPrefix(table, prefix);
    if (stored.length < TABLES[table]) {
      yield* pages(table, stored, options);
      return;
    }
    const row = await told(() => read(table, stored));
    if (row) yield { key: row.key, data: row.data, version: row.version };
  }

  return {
    init: () => told(() => makeTables({ call, nameOf, signal, ...(sleep && { sleep }) })),
    get: (table, key) =>
      told(async () => {
        const row = await read(table, storedKey(table, key));
        return row && { key: row.key, data: row.data, version: row.version };
      }),
    range,
    put: (table, key, data, expect) =>
      told(async () => {
        const row = writableRow(table, key, data);
        return put({ client, retry, read: () => read(table, row.key) }, nameOf(table), row, expect);
      }),
    putMany: (table, rows) =>
      told(async () => {
        // One generator for all loops: each takes the next portion, and one that fails ends it for all.
        const batches = portions(table, rows, MOST_IN_BATCH, batchBytes);
        const loops = Array.from({ length: BATCHES_AT_ONCE }, async () => {
          for (const batch of batches) await writeBatch(client, retry, nameOf(table), batch);
        });
        const failed = (await Promise.allSettled(loops)).find((loop) => loop.status === 'rejected');
        if (failed) throw failed.reason;
      }),
    remove: (table, key) =>
      told(async () => {
        const { default: sdk } = await import('tablestore');
        const tableName = nameOf(table);
        const condition = new sdk.Condition(sdk.RowExistenceExpectation.IGNORE, null);
        const params = { tableName, primaryKey: primaryKey(storedKey(table, key)), condition };
        await call('deleteRow', params, `DeleteRow of ${tableName}`);
      }),
    close: async () => client.close(),
  };
}

/** A row of a page, without what only writing needs; none where its columns have outlived the table's time to live. */
function rowIn(tableName: string, found: Operations['getRange']['result']['rows'][number]): readonly Row[] {
  const row = readRow(tableName, found);
  return row ? [{ key: row.key, data: row.data, version: row.version }] : [];
}
