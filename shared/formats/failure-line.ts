import { failureText } from '../report/failure-gloss.ts';
import type { Language } from '../rules/rule.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { printable } from './printable.ts';

/**
 * What could not be read, as one line: the cluster by name and id, or the region, where it concerns no more than that; the
 * part; what happened, with its code where the message does not say that itself. In Chinese the part and the kind of trouble
 * stand before the message in Chinese words.
 * @param names names of clusters by id
 */
export function failureLine(
  failure: Failure,
  names: ReadonlyMap<string, string>,
  language: Language,
): string {
  const { resource, message, code } = failure;
  const detail = message.includes(code) ? message : `${message} (${code})`;
  const place = placeOf(failure, names);
  const told = language === 'en' ? `${resource}: ${detail}` : failureText(failure, language, detail);
  return printable([place, told].filter((part) => part !== '').join(' '));
}

function placeOf({ clusterId, regionId }: Failure, names: ReadonlyMap<string, string>): string {
  if (clusterId === undefined) return regionId ?? '';
  const name = names.get(clusterId);
  return name ? `${name} (${clusterId})` : clusterId;
}
