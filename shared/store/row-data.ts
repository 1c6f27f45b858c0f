import { storedKey } from './row-key.ts';
import type { Expectation, RowData, RowKey, TableName } from './rows.ts';
import { StoreError } from './store-error.ts';

/** Bytes of a row's data as JSON. Tablestore takes 2 MB in a column and 4 MB in a request. */
export const MOST_BYTES = 1_048_576;

/** A row that is to be written, checked. */
export interface WritableRow {
  /** As storedKey gives it. */
  readonly key: readonly string[];
  /** The data as JSON. */
  readonly text: string;
  /** Of the text, as UTF-8. */
  readonly bytes: number;
}

/** @throws StoreError refused: a key or data that no store takes */
export function writableRow(table: TableName, key: RowKey, data: RowData): WritableRow {
  const stored = storedKey(table, key);
  const text = textOf(table, data);
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) {
    const size = `${bytes} bytes as JSON, more than ${MOST_BYTES}`;
    throw new StoreError('refused', `The data of a row of the table ${table} has ${size}.`);
  }
  return { key: stored, text, bytes };
}

/** Whether a row can be as expected at all: versions are counted from 1. */
export function canBe(expect: Expectation): boolean {
  return typeof expect === 'string' || (Number.isSafeInteger(expect.version) && expect.version > 0);
}

/** Data of a row, of its JSON. @throws StoreError damaged */
export function dataOf(where: string, text: string): RowData {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StoreError('damaged', `A row of ${where} holds no JSON: the store is damaged.`, {
      cause: error,
    });
  }
}

/** Of several rows with one key the last: a batch must not hold a row twice. Keys are checked all, before anything. */
function lastOfEach<T extends { readonly key: RowKey }>(table: TableName, rows: readonly T[]): T[] {
  const last = new Map<string, T>();
  for (const row of rows) last.set(storedKey(table, row.key).join('\0'), row);
  return [...last.values()];
}

/**
 * The rows in portions that are within both bounds. Made one after the other, so that the JSON of many rows is not all
 * there at once; may be shared by several loops.
 */
export function* portions(
  table: TableName,
  rows: readonly { readonly key: RowKey; readonly data: RowData }[],
  most: { readonly rows: number; readonly bytes: number },
  bytesOf: (row: WritableRow) => number,
): Generator<readonly WritableRow[], void, undefined> {
  let portion: WritableRow[] = [];
  let size = 0;
  for (const { key, data } of lastOfEach(table, rows)) {
    const row = writableRow(table, key, data);
    const bytes = bytesOf(row);
    if (portion.length > 0 && (portion.length === most.rows || size + bytes > most.bytes)) {
      yield portion;
      portion = [];
      size = 0;
    }
    portion.push(row);
    size += bytes;
  }
  if (portion.length > 0) yield portion;
}

function textOf(table: TableName, data: RowData): string {
  let text: string | undefined;
  let cause: unknown;
  try {
    text = JSON.stringify(data);
  } catch (error) {
    cause = error;
  }
  if (text === undefined) {
    throw new StoreError('refused', `The data of a row of the table ${table} is no JSON value.`, { cause });
  }
  return text;
}
