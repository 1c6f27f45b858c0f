import { shown } from '../view/text.ts';
import type { FleetWords } from '../words-fleet.ts';
import type { Refusal } from './service.ts';

/** Why the service did not do what was asked, for a person. */
export function refusalIn(why: Refusal, words: FleetWords): string {
  if (why.kind === 'wrong-token') return words.wrongToken;
  return why.kind === 'unreachable' ? words.unreachable : words.refused(shown(why.reason));
}
