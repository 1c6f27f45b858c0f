/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * A JSON value in which every text stands once. In `value` a number is the place of a text in `strings`, a text is a
 * number, and an array begins with the place of its keys in `shapes`, or with -1 where it is one itself.
 */
export interface Packed {
  readonly strings: readonly string[];
  readonly shapes: readonly (readonly string[])[];
  readonly value: Cell;
}

/** What stands for a value. */
export type Cell = number | string | boolean | null | readonly Cell[];

const LIST = -1;

/** Packs what JSON can hold; properties that are undefined are left out, as JSON does. */
export function pack(value: unknown): Packed {
  const strings = placesOf<string>();
  const shapes = placesOf<readonly string[]>();
  const packed = (one: unknown): Cell => {
    if (typeof one === 'string') return strings.of(one, one);
    if (typeof one === 'number') return Number.isFinite(one) ? String(one) : null;
    if (typeof one === 'boolean') return one;
    if (Array.isArray(one)) return [LIST, ...one.map(packed)];
    if (typeof one !== 'object' || one === null) return null;
    const entries = Object.entries(one).filter(([, item]) => item !== undefined);
    const keys = entries.map(([key]) => key);
    return [shapes.of(JSON.stringify(keys), keys), ...entries.map(([, item]) => packed(item))];
  };
  return { value: packed(value), strings: strings.all, shapes: shapes.all };
}

function placesOf<T>() {
  const places = new Map<string, number>();
  const all: T[] = [];
  const of = (name: string, item: T): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, all.length);
    return all.push(item) - 1;
  };
  return { all, of };
}

/** What was packed. */
export function unpack({ strings, shapes, value }: Packed): Json {
  const unpacked = (cell: Cell): Json => {
    if (typeof cell === 'number') return strings[cell] ?? '';
    if (typeof cell === 'string') return Number(cell);
    if (typeof cell !== 'object' || cell === null) return cell;
    const [kind, ...cells] = cell;
    if (kind === LIST) return cells.map(unpacked);
    const keys = shapes[kind as number] ?? [];
    // Keys may be remote text: `__proto__` is a key like any other here.
    return Object.fromEntries(keys.map((key, index) => [key, unpacked(cells[index] ?? null)]));
  };
  return unpacked(value);
}
