/** An item or answer of the API, as it came. */
export type Raw = Readonly<Record<string, unknown>>;

/** One page of a list that goes on with a token. */
export interface TokenPage {
  readonly items: readonly Raw[];
  /** Undefined at the end. */
  readonly nextToken: string | undefined;
  /** TotalCount, where the API says it. */
  readonly total: number | undefined;
}

/** A whole list, and whether it is known to be whole. */
export interface Listing {
  readonly items: readonly Raw[];
  /** False when pages kept shifting while they were read: fewer different items than TotalCount. */
  readonly complete: boolean;
}

/** The value as an object; undefined where it is none. */
export function objectOf(value: unknown): Raw | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : undefined;
}

/** The value as a text; undefined where it is none, or empty. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A count, which the APIs send as a number or as a string; undefined for what counts nothing: -1, 0.5, 1e308. */
export function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/**
 * The list at `outer`, which is a list itself or an object that wraps it at `inner`. An empty wrapper is an empty list;
 * undefined where `outer` is missing: then it is half an answer. What is no object comes out as an empty one, for
 * whoever reads items to drop and count.
 */
export function listAt(answer: Raw, outer: string, inner: string): readonly Raw[] | undefined {
  const value = answer[outer];
  const list = Array.isArray(value) ? value : objectOf(value) && ((value as Raw)[inner] ?? []);
  return Array.isArray(list) ? list.map((item) => objectOf(item) ?? {}) : undefined;
}

/** The items by the text at a key; of two with one the first is kept, and so is every item without. */
export function distinct(items: readonly Raw[], key: string): readonly Raw[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const id = textOf(item[key]);
    if (id === undefined) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** The values in groups of so many. */
export function batches<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (let at = 0; at < values.length; at += size) groups.push(values.slice(at, at + size));
  return groups;
}
