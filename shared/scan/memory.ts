import { createHash } from 'node:crypto';

/**
 * What an attempt at a shard has read, for the next one to go on with. Values are plain JSON; a value is kept only when
 * it was read to its end.
 */
export interface ScanMemory {
  /** What was kept under the key, boxed, as `undefined` may have been. */
  readonly recall: (key: string) => { readonly value?: unknown } | undefined;
  readonly keep: (key: string, value: unknown) => void;
}

/** The same memory, for another look: keys stand under a name of their own. */
export function memoryUnder(name: string, { recall, keep }: ScanMemory): ScanMemory {
  return {
    recall: (key) => recall(`${name}/${key}`),
    keep: (key, value) => keep(`${name}/${key}`, value),
  };
}

/** What is remembered under the key, or what the work gives, which is remembered from then on where `isWhole` says so. */
export async function remembered<T>(
  memory: ScanMemory | undefined,
  key: string,
  work: () => Promise<T>,
  isWhole: (result: T) => boolean = () => true,
): Promise<T> {
  const known = memory?.recall(key);
  // What was kept under this key was of this type.
  if (known) return known.value as T;
  const result = await work();
  if (isWhole(result)) memory?.keep(key, result);
  return result;
}

/** What was asked for, as a part of a key: the answer to another question must not be taken for it. Some are thousands of names. */
export function questionKey(asked: readonly string[]): string {
  return createHash('sha1').update(asked.join()).digest('base64url');
}
