import type { Row, RowKey, RowStore } from '../../../shared/store/rows.ts';

/** What the parts of the suite work on; the stores are there when their tests run. */
export interface RowsTest {
  readonly store: RowStore;
  /** Another client over the same rows. */
  readonly other: RowStore;
  /** A first part of keys that no other test uses. */
  readonly fresh: () => string;
}

export async function all(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** The order of keys: part by part, by code units. */
export function byParts(left: RowKey, right: RowKey): number {
  for (const [index, part] of left.entries()) {
    const beside = right[index] as string;
    if (part !== beside) return part < beside ? -1 : 1;
  }
  return 0;
}
