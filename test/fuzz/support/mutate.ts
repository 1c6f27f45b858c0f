import fc from 'fast-check';
import { deep, key, oddValue, text } from './odd-values.ts';

/** One change of a JSON value. */
export interface Mutation {
  /** Which place, counted over all places of the value. */
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'double' | 'wrap' | 'insert' | 'text' | 'misfit';
  readonly value: unknown;
  readonly key: string;
}

/** A change at any place. */
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'double', 'wrap', 'insert', 'text'),
  value: oddValue,
  key,
});

/** A change of one text, number or yes/no into what fits no such place: what looks there cannot understand it. */
export const misfits: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  how: fc.constant('misfit'),
  value: fc
    .constantFrom<() => unknown>(
      () => [null],
      () => ({ toString: 1, valueOf: 1 }),
      () => [[]],
      () => deep(20_000),
    )
    .map((make) => make()),
  key: fc.constant(''),
});

/** One to so many changes. */
export function mutations(most: number): fc.Arbitrary<readonly Mutation[]> {
  return fc.array(mutation, { minLength: 1, maxLength: most });
}

type Container = Record<string, unknown> | unknown[];
type Place = readonly [container: Container, key: string];

/** More places than that of one value are not looked at. */
const MOST_PLACES = 50_000;

/**
 * The places of a JSON value by their kind: the path without the numbers in it, so that a field of one thing is hit as
 * often as one of a hundred things. Without recursion, as a value may be nested to any depth.
 */
function placesOf(value: unknown, onlyLeaves: boolean): readonly Place[][] {
  const kinds = new Map<string, Place[]>();
  const open: [value: unknown, path: string][] = [[value, '']];
  for (let seen = 0; open.length > 0 && seen < MOST_PLACES; seen++) {
    const [one, path] = open.pop() as (typeof open)[number];
    if (typeof one !== 'object' || one === null) continue;
    for (const name of Object.keys(one)) {
      const kind = Array.isArray(one) ? `${path}.` : `${path}.${name}`.slice(-200);
      open.push([(one as Record<string, unknown>)[name], kind]);
      if (onlyLeaves && isBranch((one as Record<string, unknown>)[name])) continue;
      const places = kinds.get(kind);
      if (places) places.push([one as Container, name]);
      else kinds.set(kind, [[one as Container, name]]);
    }
  }
  return [...kinds.values()];
}

function isBranch(value: unknown): boolean {
  return value === null || typeof value === 'object';
}

/** As JSON.parse does: a key `__proto__` is a key like others. */
function put(container: Container, name: string, value: unknown): void {
  Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true });
}

function change([container, name]: Place, { how, value, key: added }: Mutation): void {
  const old = (container as Record<string, unknown>)[name];
  if (how === 'remove') {
    if (Array.isArray(container)) container.splice(Number(name), 1);
    else delete container[name];
  } else if (how === 'double') {
    if (Array.isArray(container)) container.push(old);
    else put(container, added, old);
  } else if (how === 'insert' && typeof old === 'object' && old !== null && !Array.isArray(old)) {
    put(old as Container, added, value);
  } else {
    put(container, name, insteadOf(old, how, added, value));
  }
}

function insteadOf(old: unknown, how: Mutation['how'], added: string, value: unknown): unknown {
  if (how === 'wrap') return Array.isArray(old) ? { items: old } : [old];
  if (how === 'insert') return { [added]: value };
  if (how === 'text') return typeof old === 'number' ? String(old) : added;
  return value;
}

/** The value with the changes made; what is given is not touched. */
export function mutated(value: unknown, changes: readonly Mutation[]): unknown {
  const root = { value: structuredClone(value) };
  for (const one of changes) {
    const kinds = placesOf(root, one.how === 'misfit');
    const places = kinds[one.at % kinds.length] ?? [];
    const place = places[Math.floor(one.at / kinds.length) % places.length];
    if (place) change(place, one);
  }
  return root.value;
}

/** The value as JSON, nested to any depth: JSON.stringify gives up after some thousand levels. */
export function jsonText(root: unknown): string {
  const texts: string[] = [];
  const open: (string | { readonly value: unknown })[] = [{ value: root }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one === 'string') {
      texts.push(one);
      continue;
    }
    const { value } = one;
    if (typeof value !== 'object' || value === null) texts.push(JSON.stringify(value) ?? 'null');
    else if (Array.isArray(value)) {
      open.push(
        ']',
        ...value
          .flatMap((item) => [{ value: item }, ','])
          .slice(0, -1)
          .reverse(),
        '[',
      );
    } else {
      const parts = Object.entries(value).flatMap(([name, item]) => [
        `${JSON.stringify(name)}:`,
        { value: item },
        ',',
      ]);
      open.push('}', ...parts.slice(0, -1).reverse(), '{');
    }
  }
  return texts.join('');
}

/** One change of a text, as bytes that were garbled on the way. */
export interface TextMutation {
  readonly at: number;
  readonly how: 'cut' | 'drop' | 'insert' | 'double' | 'flip';
  readonly length: number;
  readonly text: string;
}

/** One to so many changes of a text; `words` are put in beside odd ones. */
export function textMutations(most: number, words: readonly string[]): fc.Arbitrary<readonly TextMutation[]> {
  const one = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('cut', 'drop', 'insert', 'insert', 'double', 'flip'),
    length: fc.integer({ min: 1, max: 60 }),
    text: fc.oneof(fc.constantFrom(...words), text),
  });
  return fc.array(one, { minLength: 1, maxLength: most });
}

/** The text with the changes made. */
export function mutatedText(given: string, changes: readonly TextMutation[]): string {
  let result = given;
  for (const { at, how, length, text: added } of changes) {
    const start = at % (result.length + 1);
    const [before, after] = [result.slice(0, start), result.slice(start)];
    if (how === 'cut') result = before;
    else if (how === 'drop') result = before + after.slice(length);
    else if (how === 'insert') result = before + added + after;
    else if (how === 'double') result = before + after.slice(0, length).repeat(2) + after.slice(length);
    else
      result = before + String.fromCharCode(after.charCodeAt(0) ^ (1 << (length % 8)) || 33) + after.slice(1);
  }
  return result;
}
