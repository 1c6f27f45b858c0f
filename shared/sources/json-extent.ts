/**
 * Whether a JSON text has no more than so many lists and objects. Of a list of a million lists, two bytes each, parsing
 * makes a hundred megabytes: the length of a text says little of the memory that it takes. Brackets within texts count too.
 */
export function hasAtMost(text: string, most: number): boolean {
  return most - countOf('{', text, most) - countOf('[', text, most) >= 0;
}

/** How often a sign stands in the text; beyond `most` nobody counts. */
function countOf(sign: string, text: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(sign); at >= 0 && count <= most; at = text.indexOf(sign, at + 1)) count++;
  return count;
}
