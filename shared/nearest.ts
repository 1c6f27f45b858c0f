import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean "x"?)` for a word that is nearly one of the known ones, or its beginning or end, else ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`;
}

/** The same of keys; where none is near, all that there are. */
export function knownKeys(key: string, known: readonly string[]): string {
  if (known.length === 0 || known.length > MOST_LISTED) return didYouMean(key, known);
  return didYouMean(key, known) || ` (known here: ${known.join(', ')})`;
}

const MOST_LISTED = 16;

function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(word, known);
  if (distance(word, best) <= Math.max(2, Math.floor(best.length / 3))) return best;
  const small = word.toLowerCase();
  return known.find((one) => one.toLowerCase().startsWith(small) || one.toLowerCase().endsWith(small));
}
