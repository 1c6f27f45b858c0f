import { resolve } from 'node:path';
import { commitTrouble, fileStoreError, openEnvironment, type Table } from './file-environment.ts';
import { canBe, dataOf, portions, type WritableRow, writableRow } from './row-data.ts';
import { keyOf, storedKey, storedPrefix } from './row-key.ts';
import { type RangeOptions, type Row, type RowStore, TABLES, type TableName } from './rows.ts';
import { StoreError } from './store-error.ts';

/** Rows that one transaction of putMany writes: so long does it keep other processes from writing. */
const MOST_WRITTEN = { rows: 1_000, bytes: 8_388_608 } as const;
/** Rows that are read at once. Between two readings other writers may come. */
const MOST_READ = 500;

/** Stands between the parts of a key, and below every byte that may stand in one. */
const SEPARATOR = '\0';
const AFTER_SEPARATOR = '\u0001';
/** No text in UTF-8 has such a byte. */
const ABOVE_ALL = Buffer.from([0xff]);

/**
 * Rows in a file of the folder, which is made if need be, readable by its owner alone. Several processes may use it at
 * once: a write holds a lock over its reading of the version. What is acknowledged is flushed to the disk; a process that is
 * killed leaves no half transaction. The folder must not lie on a network file system, where locks and memory maps fail.
 * `range` reads page by page: each is of one moment, the whole is not.
 * @throws StoreError
 */
export async function openFileRows(folder: string): Promise<RowStore> {
  const path = resolve(folder);
  const environment = await openEnvironment(path);
  let closing: Promise<void> | undefined;

  function tableOf(name: TableName): Table {
    if (closing) throw new StoreError('unavailable', `The store in ${path} is closed.`);
    return environment.tables[name];
  }

  /** What LMDB throws, told as what it means. */
  async function told<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw fileStoreError(await commitTrouble(error), path);
    }
  }

  async function read(name: TableName, key: Buffer): Promise<Row | undefined> {
    return told(() => {
      const table = tableOf(name);
      fresh(table);
      const value = table.get(key);
      return value && rowOf(name, key, value);
    });
  }

  async function* range(name: TableName, options: RangeOptions = {}): AsyncGenerator<Row, void, undefined> {
    const { reverse = false } = options;
    const prefix = storedPrefix(name, options.prefix ?? []);
    if (prefix.length === TABLES[name]) {
      const row = await read(name, bytesOf(prefix));
      if (row) yield row;
      return;
    }
    const { start, end } = boundsOf(prefix, reverse);
    let from: Buffer | undefined = start;
    while (from) {
      const page = await told(() => pageOf(tableOf(name), { start: from as Buffer, end, reverse }));
      for (const { key, value } of page) yield rowOf(name, key, value);
      const last = page.length < MOST_READ ? undefined : page.at(-1);
      from = last && after(last.key, reverse);
    }
  }

  return {
    init: async () => {
      tableOf('runs');
    },
    get: async (name, key) => read(name, bytesOf(storedKey(name, key))),
    range,
    put: (name, key, data, expect) =>
      told(() => {
        const row = writableRow(name, key, data);
        const table = tableOf(name);
        if (!canBe(expect)) return false;
        return table.transaction(() => {
          const bytes = bytesOf(row.key);
          const version = versionIn(name, table.get(bytes));
          const expected = expect === 'any' || version === (expect === 'absent' ? 0 : expect.version);
          if (!expected) return false;
          putValue(table, bytes, row, version + 1);
          return true;
        });
      }),
    putMany: (name, rows) =>
      told(async () => {
        for (const portion of portions(name, rows, MOST_WRITTEN, (row) => row.bytes)) {
          const table = tableOf(name);
          await table.transaction(() => {
            for (const row of portion) {
              const bytes = bytesOf(row.key);
              putValue(table, bytes, row, versionIn(name, table.get(bytes)) + 1);
            }
          });
        }
      }),
    remove: (name, key) =>
      told(async () => {
        const bytes = bytesOf(storedKey(name, key));
        await tableOf(name).remove(bytes);
      }),
    close: () => {
      closing ??= told(() => environment.close());
      return closing;
    },
  };
}

/** LMDB reads of one moment for a whole turn of the event loop; another process may have written since. */
function fresh(table: Table): void {
  (table as Table & { resetReadTxn: () => void }).resetReadTxn();
}

function pageOf(
  table: Table,
  bounds: { readonly start: Buffer; readonly end: Buffer; readonly reverse: boolean },
): { key: Buffer; value: Buffer }[] {
  fresh(table);
  return [...table.getRange({ ...bounds, limit: MOST_READ, exclusiveStart: bounds.reverse })];
}

function bytesOf(stored: readonly string[]): Buffer {
  return Buffer.from(stored.join(SEPARATOR));
}

/** From `start` to before `end`, in the direction of reading, for a prefix that is no whole key. No key is a bound itself. */
function boundsOf(prefix: readonly string[], reverse: boolean): { start: Buffer; end: Buffer } {
  const first = prefix.join(SEPARATOR);
  const low = Buffer.from(first + SEPARATOR);
  const high = prefix.length === 0 ? ABOVE_ALL : Buffer.from(first + AFTER_SEPARATOR);
  return reverse ? { start: high, end: low } : { start: low, end: high };
}

/** Where to read on after a key, which itself is read no more. */
function after(key: Buffer, reverse: boolean): Buffer {
  return reverse ? key : Buffer.concat([key, Buffer.from(SEPARATOR)]);
}

/** A row as it is stored: its version, a line feed, its data as JSON. */
function putValue(table: Table, key: Buffer, row: WritableRow, version: number): void {
  table.putSync(key, Buffer.from(`${version}\n${row.text}`));
}

/** 0 of a row that is not there. */
function versionIn(name: TableName, value: Buffer | undefined): number {
  if (!value) return 0;
  const version = Number(value.subarray(0, Math.max(0, value.indexOf('\n'))).toString('latin1'));
  if (Number.isSafeInteger(version) && version > 0) return version;
  throw new StoreError('damaged', `A row of the table ${name} has no version: the store is damaged.`);
}

function rowOf(name: TableName, key: Buffer, value: Buffer): Row {
  const version = versionIn(name, value);
  const data = dataOf(`the table ${name}`, value.subarray(value.indexOf('\n') + 1).toString());
  return { key: keyOf(key.toString().split(SEPARATOR)), data, version };
}
