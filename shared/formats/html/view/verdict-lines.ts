import { EFFECTS } from '../../../rules/rule.ts';
import { type Scope, scopeText } from '../../scope-text.ts';
import type { PageWords } from '../page-words.ts';
import type { ClusterLine, FleetFigures } from './groups.ts';
import { shown } from './text.ts';

/** So many of the console's phrases are named for one cluster. */
const MOST_PHRASES = 4;
/** So many names of a scope stand in a headline. */
const MOST_NAMES = 3;

/** The answer to what the reader asks first, and what stands behind it. Of a part of the fleet it says nothing of clusters. */
export function headlineOf(
  figures: FleetFigures,
  words: PageWords,
  scope?: Scope,
): { readonly title: string; readonly notes: readonly string[] } {
  const { verdicts, faults, faultyServices } = figures;
  const { blocked, unknown, ready } = verdicts;
  const all = blocked + unknown + ready;
  const title = scope ? scopedTitle(figures, words, scope) : words.headline(ready, all);
  return {
    title: all === 0 ? words.headlineNone : title,
    notes: [
      ...(blocked > 0 ? [words.blockedBy(blocked, faults, faultyServices)] : []),
      ...(unknown > 0 ? [words.unknownOf(unknown)] : []),
    ],
  };
}

function scopedTitle({ faults, isInDoubt }: FleetFigures, words: PageWords, scope: Scope): string {
  const place = shown(scopeText(scope, MOST_NAMES));
  if (faults > 0) return words.faultsIn(faults, place);
  return isInDoubt ? words.notKnownIn(place) : words.nothingIn(place);
}

/**
 * What stands in the way of one cluster, and what else there is to know before its upgrade.
 * @param told what is told of a reason why something of it is not known
 */
export function obstaclesOf(
  { cluster, counts, phrases }: ClusterLine,
  words: PageWords,
  told: (reason: string) => string,
): readonly string[] {
  const rest = phrases.slice(MOST_PHRASES).reduce((sum, [, count]) => sum + count, 0);
  const blocking = [
    ...phrases.slice(0, MOST_PHRASES).map(([phrase, count]) => `${shown(phrase)}${times(count)}`),
    ...(rest > 0 ? [`+${rest}`] : []),
  ];
  const also = EFFECTS.filter((effect) => effect !== 'fails-check' && counts[effect] > 0).map((effect) =>
    words.alsoToKnow(effect, counts[effect]),
  );
  const reason = cluster.error === undefined ? [] : [shown(told(cluster.error))];
  const clear = cluster.verdict === 'ready' ? [words.nothingInTheWay] : [];
  return [...(blocking.length > 0 ? [blocking.join(words.comma)] : []), ...reason, ...clear, ...also];
}

function times(count: number): string {
  return count > 1 ? ` ×${count}` : '';
}
