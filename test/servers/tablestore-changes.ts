import { checkCondition } from './tablestore-condition.ts';
import { dropRow, keepRow, Refusal, rowId, type StoredRow, type StoredTable } from './tablestore-data.ts';
import { type Cell, decodeRow, type KeyValue, type PlainRow } from './tablestore-plain-buffer.ts';
import type { CellValue, ConditionMessage } from './tablestore-wire.ts';

const STRING = 2;
const MOST_KEY_BYTES = 1_024;
const MOST_VALUE_BYTES = 2_097_152;

export type ChangeKind = 'put' | 'update' | 'delete';

/** Does to a row what PutRow, UpdateRow and DeleteRow do. @throws Refusal */
export function changeRow(
  table: StoredTable,
  kind: ChangeKind,
  bytes: Uint8Array,
  condition: ConditionMessage,
): void {
  const change = decodeRow(bytes);
  const key = wholeKey(table, change.key);
  const row = table.rows.get(rowId(key));
  checkCondition(condition, row);
  if (kind === 'delete') {
    if (!change.isDeletion) throw invalid('A row to delete has no deletion marker.');
    dropRow(table, key);
    return;
  }
  const columns: StoredRow['columns'] = new Map(kind === 'update' ? row?.columns : []);
  applyColumns(columns, change, kind);
  keepRow(table, { key, bytes: key.map((part) => Buffer.from(part)), columns });
}

/** The values of a primary key that must be whole, with the columns of the table. */
export function wholeKey(table: StoredTable, cells: readonly Cell[]): string[] {
  return keyValues(table, cells).map((value) => {
    if (typeof value !== 'string') throw new Refusal(400, 'OTSInvalidPK', 'Validate PK type fail.');
    return value;
  });
}

/** The values of a primary key that may be a bound of a range. */
export function keyValues(table: StoredTable, cells: readonly Cell[]): KeyValue[] {
  const names = cells.map(({ name }) => name).join();
  if (names !== table.primaryKey.map(({ name }) => name).join())
    throw new Refusal(400, 'OTSInvalidPK', `Validate PK name fail. Input: ${names}.`);
  return cells.map(({ value }, index) => {
    const isText = typeof value === 'string' && table.primaryKey[index]?.type === STRING;
    if (value === undefined || (!isText && typeof value !== 'symbol'))
      throw new Refusal(400, 'OTSInvalidPK', 'Validate PK type fail.');
    if (isText && Buffer.byteLength(value) > MOST_KEY_BYTES)
      throw invalid(`The length of attribute column: '${names}' exceeds the MaxLength:1024.`);
    return value;
  });
}

function applyColumns(columns: StoredRow['columns'], change: PlainRow, kind: ChangeKind): void {
  const seen = new Set<string>();
  for (const { name, value, change: what } of change.columns) {
    if (seen.has(name)) throw invalid(`Duplicated attribute column name: '${name}'.`);
    seen.add(name);
    if (kind === 'put' && what) throw invalid('PutRow does not update.');
    if (what === 'delete-all' || what === 'delete-one') columns.delete(name);
    else columns.set(name, { value: newValue(columns.get(name)?.value, value, what), at: Date.now() });
  }
}

function newValue(old: CellValue | undefined, value: KeyValue | undefined, what: Cell['change']): CellValue {
  if (value === undefined || typeof value === 'symbol') throw invalid('A column without a value.');
  if ((typeof value === 'string' || Buffer.isBuffer(value)) && Buffer.byteLength(value) > MOST_VALUE_BYTES)
    throw invalid('The length of attribute column exceeds the MaxLength:2097152.');
  if (what !== 'increment') return value;
  const from = old ?? 0n;
  if (typeof from !== 'bigint' || typeof value !== 'bigint') throw invalid('Increment of no INTEGER.');
  return from + value;
}

function invalid(message: string): Refusal {
  return new Refusal(400, 'OTSParameterInvalid', message);
}
