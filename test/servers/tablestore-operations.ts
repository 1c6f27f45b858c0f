import { type ChangeKind, changeRow, keyValues, wholeKey } from './tablestore-changes.ts';
import {
  Refusal,
  rowId,
  type StoredRow,
  type StoredTable,
  sortedRows,
  type TablestoreData,
  tableOf,
} from './tablestore-data.ts';
import { decodeRow, HIGHEST, type KeyValue, LOWEST } from './tablestore-plain-buffer.ts';
import { encodeRow, joinRows, messages, type RowChange } from './tablestore-wire.ts';

const MOST_ROWS = 200;
const MOST_REQUEST_BYTES = 4_194_304;
const PAGE = { rows: 5_000, bytes: 4_194_304 } as const;
const STATUS = { active: 1, loading: 3 } as const;
const KINDS: Readonly<Record<number, ChangeKind>> = { 1: 'put', 2: 'update', 3: 'delete' };
const CONSUMED = { capacityUnit: { read: 1, write: 1 } };

/** What is to befall one row of a batch: a code that it fails with, or `untold`: it is neither written nor told of. */
export type RowFault = (index: number) => string | undefined;

export interface Setting {
  readonly data: TablestoreData;
  /** Rows of a page of GetRange, if fewer than Tablestore gives. */
  readonly pageRows: number | undefined;
  /** How often a table that was just made tells to be loading, and refuses rows. */
  readonly loads: number;
  readonly rowFault: RowFault | undefined;
}

/** What each operation answers. @throws Refusal */
export const operations: Readonly<Record<string, (setting: Setting, body: Buffer) => Uint8Array>> = {
  CreateTable: ({ data, loads }, body) => {
    const { tableMeta, tableOptions } = messages.CreateTableRequest.decode(body);
    if (data.tables.has(tableMeta.tableName))
      throw new Refusal(409, 'OTSObjectAlreadyExist', 'Requested table already exists.');
    data.tables.set(tableMeta.tableName, {
      name: tableMeta.tableName,
      primaryKey: tableMeta.primaryKey,
      timeToLive: tableOptions?.timeToLive ?? -1,
      maxVersions: tableOptions?.maxVersions ?? 1,
      rows: new Map(),
      loading: loads,
      sorted: undefined,
    });
    return messages.CreateTableResponse.encode({}).finish();
  },
  ListTable: ({ data }) =>
    messages.ListTableResponse.encode({ tableNames: [...data.tables.keys()] }).finish(),
  DescribeTable: ({ data }, body) => {
    const table = tableOf(data, messages.DescribeTableRequest.decode(body).tableName);
    const isLoading = table.loading > 0;
    if (isLoading) table.loading--;
    return messages.DescribeTableResponse.encode({
      tableMeta: { tableName: table.name, primaryKey: table.primaryKey },
      reservedThroughputDetails: { capacityUnit: { read: 0, write: 0 }, lastIncreaseTime: 0 },
      tableOptions: { timeToLive: table.timeToLive, maxVersions: table.maxVersions },
      tableStatus: isLoading ? STATUS.loading : STATUS.active,
    }).finish();
  },
  GetRow: ({ data }, body) => {
    const { tableName, primaryKey } = messages.GetRowRequest.decode(body);
    const table = loadedTable(data, tableName);
    const row = table.rows.get(rowId(wholeKey(table, decodeRow(primaryKey).key)));
    return messages.GetRowResponse.encode({
      consumed: CONSUMED,
      row: row ? encoded(table, row) : Buffer.alloc(0),
    }).finish();
  },
  PutRow: ({ data }, body) => {
    const { tableName, row, condition } = messages.PutRowRequest.decode(body);
    changeRow(loadedTable(data, tableName), 'put', row, condition);
    return messages.PutRowResponse.encode({ consumed: CONSUMED }).finish();
  },
  UpdateRow: ({ data }, body) => {
    const { tableName, rowChange, condition } = messages.UpdateRowRequest.decode(body);
    changeRow(loadedTable(data, tableName), 'update', rowChange, condition);
    return messages.UpdateRowResponse.encode({ consumed: CONSUMED }).finish();
  },
  DeleteRow: ({ data }, body) => {
    const { tableName, primaryKey, condition } = messages.DeleteRowRequest.decode(body);
    changeRow(loadedTable(data, tableName), 'delete', primaryKey, condition);
    return messages.DeleteRowResponse.encode({ consumed: CONSUMED }).finish();
  },
  BatchWriteRow: (setting, body) => {
    const { tables } = messages.BatchWriteRowRequest.decode(body);
    const all = tables.flatMap(({ tableName, rows }) => rows.map((row) => ({ tableName, row })));
    checkBatch(all, body);
    let index = 0;
    return messages.BatchWriteRowResponse.encode({
      tables: tables.map(({ tableName, rows }) => ({
        tableName,
        rows: rows.flatMap((row) => outcome(setting, tableName, row, index++)),
      })),
    }).finish();
  },
  GetRange: ({ data, pageRows }, body) => {
    const request = messages.GetRangeRequest.decode(body);
    const table = loadedTable(data, request.tableName);
    const start = keyValues(table, decodeRow(request.inclusiveStartPrimaryKey).key);
    const end = keyValues(table, decodeRow(request.exclusiveEndPrimaryKey).key);
    const backward = request.direction === 1;
    const found = rowsBetween(table, start, end, backward);
    const { rows, next } = pageOf(table, found, Math.min(request.limit || PAGE.rows, pageRows ?? PAGE.rows));
    return messages.GetRangeResponse.encode({
      consumed: CONSUMED,
      rows: joinRows(rows),
      ...(next && { nextStartPrimaryKey: encodeRow(named(table, next.key), []) }),
    }).finish();
  },
};

/** The rows of a BatchWriteRow, for the log; 1 of other operations on one row. */
export function rowsIn(operation: string, body: Buffer): number {
  if (operation !== 'BatchWriteRow') return /Row$/.test(operation) ? 1 : 0;
  const { tables } = messages.BatchWriteRowRequest.decode(body);
  return tables.reduce((sum, { rows }) => sum + rows.length, 0);
}

function loadedTable(data: TablestoreData, name: string): StoredTable {
  const table = tableOf(data, name);
  if (table.loading > 0) throw new Refusal(404, 'OTSTableNotReady', 'The table is not ready.');
  return table;
}

function checkBatch(all: readonly { tableName: string; row: RowChange }[], body: Buffer): void {
  const invalid = (message: string): Refusal => new Refusal(400, 'OTSParameterInvalid', message);
  if (all.length === 0) throw invalid('No row specified in the request of BatchWriteRow.');
  if (all.length > MOST_ROWS) throw invalid('Rows count exceeds the upper limit: 200.');
  if (body.length > MOST_REQUEST_BYTES)
    throw new Refusal(413, 'OTSRequestBodyTooLarge', 'The size of POST data is too large.');
  const ids = all.map(({ tableName, row }) =>
    JSON.stringify([tableName, decodeRow(row.rowChange).key.map(({ value }) => String(value))]),
  );
  if (new Set(ids).size < ids.length) throw invalid('A row with an increment stands in the batch twice.');
}

function outcome({ data, rowFault }: Setting, tableName: string, row: RowChange, index: number): object[] {
  const fault = rowFault?.(index);
  if (fault === 'untold') return [];
  try {
    if (fault) throw new Refusal(503, fault, 'Server is busy.');
    changeRow(loadedTable(data, tableName), KINDS[row.type] ?? 'put', row.rowChange, row.condition);
    return [{ isOk: true, consumed: CONSUMED }];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [{ isOk: false, error: { code: error.code, message: error.message } }];
  }
}

function rowsBetween(
  table: StoredTable,
  start: readonly KeyValue[],
  end: readonly KeyValue[],
  backward: boolean,
): StoredRow[] {
  const sign = backward ? -1 : 1;
  const rows = sortedRows(table).filter(
    (row) => compare(row, start) * sign >= 0 && compare(row, end) * sign < 0,
  );
  return backward ? rows.reverse() : rows;
}

function compare(row: StoredRow, bound: readonly KeyValue[]): number {
  for (const [index, value] of bound.entries()) {
    if (value === LOWEST) return 1;
    if (value === HIGHEST) return -1;
    const order = Buffer.compare(row.bytes[index] as Buffer, Buffer.from(String(value)));
    if (order !== 0) return order;
  }
  return 0;
}

function pageOf(
  table: StoredTable,
  found: readonly StoredRow[],
  most: number,
): { rows: Buffer[]; next: StoredRow | undefined } {
  const rows: Buffer[] = [];
  let bytes = 0;
  for (const row of found) {
    if (rows.length === most || bytes >= PAGE.bytes) return { rows, next: row };
    const line = encoded(table, row);
    bytes += line.length;
    rows.push(line);
  }
  return { rows, next: undefined };
}

function encoded(table: StoredTable, { key, columns }: StoredRow): Buffer {
  return encodeRow(
    named(table, key),
    [...columns].map(([name, { value, at }]) => [name, value, at] as const),
  );
}

function named(table: StoredTable, key: readonly string[]): (readonly [string, string])[] {
  return key.map((value, index) => [table.primaryKey[index]?.name ?? '', value] as const);
}
