import type { ServiceView } from '../model/service-view.ts';
import type { Language, RuleMetadata, ServiceRule } from '../rules/rule.ts';
import { findingId, toFinding, whereaboutsOf } from './finding.ts';
import type { Finding } from './report.ts';
import { hidingPlaces, type PlacedDraft } from './visibility.ts';

interface RuledDraft extends PlacedDraft {
  readonly rule: RuleMetadata;
}

/**
 * Everything the rules say of one Service, with what hides behind what.
 * @throws whatever a rule throws: the caller makes it a failure of the Service
 */
export function findingsOf(view: ServiceView, rules: readonly ServiceRule[], language: Language): Finding[] {
  const drafts: RuledDraft[] = [];
  for (const rule of rules) {
    for (const draft of rule.check(view)) drafts.push({ rule, draft, effect: draft.effect ?? rule.effect });
  }
  if (drafts.length === 0) return [];

  const where = whereaboutsOf(view);
  const behind = hidingPlaces(drafts);
  const ids = uniqueIds(drafts.map(({ rule, draft }) => findingId(rule.id, where, draft)));
  return drafts.map(({ rule, draft, effect }, index) => {
    const before = behind[index];
    const hidden = effect === 'fails-check' && before !== undefined;
    return toFinding(draft, {
      rule,
      where,
      effect,
      id: ids[index] ?? '',
      visibility: effect !== 'fails-check' ? 'never' : hidden ? 'hidden' : 'reported',
      hiddenBehind: hidden ? ids[before] : undefined,
      language,
      annotations: view.annotations,
    });
  });
}

/** Two faults that nothing tells apart keep different ids all the same. */
function uniqueIds(ids: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return ids.map((id) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  });
}
