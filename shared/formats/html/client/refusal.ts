import { shown } from '../view/text.ts';
import type { FleetWords } from '../words-fleet.ts';
import type { Refusal } from './service.ts';

/** Why the service did not do what was asked, for a person. */
export function refusalIn(why: Refusal, words: FleetWords): string {
  if (why.kind === 'wrong-token') return words.wrongToken;
  if (why.kind === 'unreachable') return words.unreachable;
  const { code, reason } = why;
  const known = code !== undefined && Object.hasOwn(words.refusals, code) ? words.refusals[code] : undefined;
  return words.refused(known ?? shown(reason));
}
