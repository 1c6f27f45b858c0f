const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * A number from 0 up to, but not including, 1, that depends on the seed and the words alone. Calls come in another order
 * every time; so each meets its own fate, not that of its place in the row.
 */
export function fate(seed: number, ...words: readonly (string | number)[]): number {
  let hash = (FNV_OFFSET ^ seed) >>> 0;
  for (const char of words.join('\u0000')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
