import type { CellValue } from './tablestore-wire.ts';

/** A refusal of Tablestore: HTTP status, its code, its words. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface StoredRow {
  readonly key: readonly string[];
  /** The key's parts in UTF-8: what Tablestore sorts by. */
  readonly bytes: readonly Buffer[];
  readonly columns: Map<string, { readonly value: CellValue; readonly at: number }>;
}

export interface StoredTable {
  readonly name: string;
  readonly primaryKey: readonly { readonly name: string; readonly type: number }[];
  readonly timeToLive: number;
  readonly maxVersions: number;
  readonly rows: Map<string, StoredRow>;
  /** How often it is still told to be loading. */
  loading: number;
  /** In the order of their keys; made anew after a change. */
  sorted: StoredRow[] | undefined;
}

/** What a Tablestore instance holds: outlives the server over it. */
export interface TablestoreData {
  readonly tables: Map<string, StoredTable>;
}

export function tablestoreData(): TablestoreData {
  return { tables: new Map() };
}

export function tableOf(data: TablestoreData, name: string): StoredTable {
  const table = data.tables.get(name);
  if (!table) throw new Refusal(404, 'OTSObjectNotExist', 'Requested table does not exist.');
  return table;
}

export function rowId(key: readonly string[]): string {
  return key.join('\0');
}

export function keepRow(table: StoredTable, row: StoredRow): void {
  table.rows.set(rowId(row.key), row);
  table.sorted = undefined;
}

export function dropRow(table: StoredTable, key: readonly string[]): void {
  if (table.rows.delete(rowId(key))) table.sorted = undefined;
}

export function sortedRows(table: StoredTable): readonly StoredRow[] {
  table.sorted ??= [...table.rows.values()].sort((left, right) => compareBytes(left.bytes, right.bytes));
  return table.sorted;
}

function compareBytes(left: readonly Buffer[], right: readonly Buffer[]): number {
  for (const [index, bytes] of left.entries()) {
    const order = Buffer.compare(bytes, right[index] as Buffer);
    if (order !== 0) return order;
  }
  return 0;
}
