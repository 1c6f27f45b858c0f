/** A stream of pseudo-random values that depends on its seed alone: the same in every run, on every machine. */
export interface Random {
  /** An integer from 0 up to, but not including, `limit`. */
  readonly below: (limit: number) => number;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  /** One of the weighted items; weights need not add up to anything. */
  readonly weighted: <T>(items: readonly (readonly [item: T, weight: number])[]) => T;
  /** The items in another order. */
  readonly shuffled: <T>(items: readonly T[]) => T[];
  /** Letters and digits, as in the ids of the cloud API. */
  readonly text: (length: number) => string;
  readonly hex: (length: number) => string;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Starts a stream (mulberry32: 32 bits of state, good enough to look random, and tiny). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[below(items.length)] as T;
  };
  const text = (length: number) => {
    let result = '';
    for (let index = 0; index < length; index++) result += ALPHABET.charAt(below(ALPHABET.length));
    return result;
  };
  const hex = (length: number) => {
    let result = '';
    for (let index = 0; index < length; index++) result += below(16).toString(16);
    return result;
  };
  const shuffled = <T>(items: readonly T[]): T[] => {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
      const other = below(last + 1);
      [result[last], result[other]] = [result[other] as T, result[last] as T];
    }
    return result;
  };
  return {
    below,
    chance: (probability) => next() < probability,
    pick,
    weighted: (items) => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      return pick(items)[0];
    },
    shuffled,
    text,
    hex,
  };
}
