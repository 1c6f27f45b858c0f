import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean "x"?)` for a word that is nearly one of the known ones, else ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const best = closest(word, known);
  return distance(word, best) <= Math.max(2, Math.floor(best.length / 3)) ? ` (did you mean "${best}"?)` : '';
}
