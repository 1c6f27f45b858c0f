import { createHash } from 'node:crypto';

/** Room for the mark at the end of what was shortened. */
const MARK_BYTES = 48;
/** The most that one UTF-16 code unit takes in JSON: `\u0000`. */
const MOST_A_UNIT = 6;

/**
 * A text of at most so many bytes. One that is longer ends with `… (+253000, sha256 0f3a52b1c9d4)`: how many UTF-16 code
 * units are left out, and the beginning of the hash of the whole, so that two that differ still differ.
 * @param most bytes as JSON in UTF-8, at least 48
 */
export function shortened(text: string, most: number): string {
  if (fits(text, most)) return text;
  let bytes = MARK_BYTES;
  let length = 0;
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > most) break;
    length += character.length;
  }
  return text.slice(0, length) + mark(text.length - length, text);
}

/**
 * The first texts of a list, each shortened, of at most so many bytes together. Where some are left out, the last one
 * says how many, as in `shortened`.
 */
export function shortenedList(
  texts: readonly string[],
  most: { readonly each: number; readonly all: number },
): readonly string[] {
  const kept = texts.map((text) => shortened(text, most.each));
  const sizes = kept.map((text) => jsonBytes(text) + '"",'.length);
  if (sizes.reduce((sum, size) => sum + size, 0) <= most.all) return kept;
  let bytes = MARK_BYTES;
  const length = sizes.findIndex((size) => {
    bytes += size;
    return bytes > most.all;
  });
  return [...kept.slice(0, length), mark(texts.length - length, JSON.stringify(texts)).trim()];
}

/** Bytes of a text within JSON, without its quotes. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - '""'.length;
}

function fits(text: string, most: number): boolean {
  return text.length * MOST_A_UNIT <= most || jsonBytes(text) <= most;
}

function mark(leftOut: number, whole: string): string {
  return `… (+${leftOut}, sha256 ${createHash('sha256').update(whole).digest('hex').slice(0, 12)})`;
}
