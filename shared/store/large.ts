import { constants } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { RowKey, RowStore } from './rows.ts';
import { StoreError } from './store-error.ts';

/** The tables that hold values too large for one row, over several. */
type LargeTable = 'checkpoints' | 'reports';

/** As much text as is put into one row, which takes 1 MB. */
const MOST_TEXT = 700_000;

/** Bytes of one value as JSON: the longest text that Node has, 512 MiB. */
const MOST_BYTES = constants.MAX_STRING_LENGTH;

interface Piece {
  /** Base64 of gzipped JSON, from the first piece to the last. */
  readonly text: string;
  /** How many pieces there are. */
  readonly of: number;
}

/**
 * Writes JSON values, each gzipped, over as many rows as it takes.
 * @param place the first two parts of the keys
 * @param values by their names there: no dot in them
 */
export async function putLarge(
  rows: RowStore,
  table: LargeTable,
  place: RowKey,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const pieces: { readonly key: RowKey; readonly data: Piece }[] = [];
  for (const [name, value] of Object.entries(values)) {
    const text = (await promisify(gzip)(JSON.stringify(value))).toString('base64');
    const of = Math.max(1, Math.ceil(text.length / MOST_TEXT));
    for (let index = 0; index < of; index++) {
      const part = text.slice(index * MOST_TEXT, (index + 1) * MOST_TEXT);
      const key = [...place, `${name}.${String(index).padStart(4, '0')}`];
      pieces.push({ key, data: { text: part, of } });
    }
  }
  await rows.putMany(table, pieces);
}

/**
 * The values of a place, by name. One whose writing was broken off is not there.
 * @param wanted names; all of them if left out
 * @throws StoreError damaged, where what is written is none
 */
export async function allLarge(
  rows: RowStore,
  table: LargeTable,
  place: RowKey,
  wanted?: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const pieces = new Map<string, Piece[]>();
  for await (const { key, data } of rows.range(table, { prefix: place })) {
    const [name = ''] = (key.at(-1) ?? '').split('.');
    if (wanted && !wanted.includes(name)) continue;
    pieces.set(name, [...(pieces.get(name) ?? []), data as Piece]);
  }
  const values = new Map<string, unknown>();
  for (const [name, found] of pieces) {
    const of = found[0]?.of ?? 0;
    // One that was written anew over fewer rows has left some of the old ones.
    if (found.length < of) continue;
    const value = await unzipped(found.slice(0, of));
    if (value === undefined) {
      const where = [...place, name].join(' ');
      throw new StoreError('damaged', `What the table ${table} holds under ${where} is no JSON in gzip.`);
    }
    values.set(name, value);
  }
  return values;
}

/** Undefined where it is no JSON in gzip. No cause is kept: a parser's message quotes the text. */
async function unzipped(pieces: readonly Piece[]): Promise<unknown> {
  const zipped = Buffer.from(pieces.map(({ text }) => text).join(''), 'base64');
  try {
    const bytes = await promisify(gunzip)(zipped, { maxOutputLength: MOST_BYTES });
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** Removes all values of a place. */
export async function removeLarge(rows: RowStore, table: LargeTable, place: RowKey): Promise<void> {
  const keys: RowKey[] = [];
  for await (const { key } of rows.range(table, { prefix: place })) keys.push(key);
  for (const key of keys) await rows.remove(table, key);
}
