import type TableStore from 'tablestore';
import { dataOf } from './row-data.ts';
import { keyOf } from './row-key.ts';
import type { Row } from './rows.ts';
import { StoreError } from './store-error.ts';

/** Column of a row's value. */
export const DATA = 'data';
/** Column of a row's version, a whole number from 1. */
export const VERSION = 'version';
/** Column of the token of a row's last conditional write. */
export const WRITER = 'writer';

/** A row as it was read, with the token of the conditional write that made it. */
export interface ReadRow extends Row {
  readonly writer: string | undefined;
}

/** The name of a column of a primary key, counted from 1. */
export function keyColumn(position: number): string {
  return `k${position}`;
}

/** A primary key, of the parts that storedKey gave; the package's INF_MIN and INF_MAX may stand in it. */
export function primaryKey(parts: readonly (string | TableStore.VirtualData)[]): TableStore.PrimaryKeyInput {
  return parts.map((part, index) => ({ [keyColumn(index + 1)]: part }));
}

/**
 * The row that the package read. Nothing if there is none, or if its columns have outlived the table's time to live.
 * @throws StoreError damaged
 */
export function readRow(table: string, row: TableStore.Row | undefined): ReadRow | undefined {
  const { primaryKey: key, attributes } = row ?? {};
  if (!key || !attributes || attributes.length === 0) return undefined;
  const values = new Map(attributes.map(({ columnName, columnValue }) => [columnName, columnValue]));
  const text = values.get(DATA);
  const version = numberOf(values.get(VERSION));
  if (typeof text !== 'string' || version === undefined) {
    throw new StoreError(
      'damaged',
      `A row of the table ${table} has no data or no version: not this program wrote it.`,
    );
  }
  const writer = values.get(WRITER);
  return {
    key: keyOf(key.map(({ value }) => String(value))),
    data: dataOf(`the table ${table}`, text),
    version,
    writer: typeof writer === 'string' ? writer : undefined,
  };
}

/** An INTEGER comes as an object of 64 bits. */
function numberOf(value: TableStore.CellValue | undefined): number | undefined {
  return value && typeof value === 'object' && 'toNumber' in value ? value.toNumber() : undefined;
}
