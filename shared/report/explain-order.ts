import type { ServiceView } from '../model/service-view.ts';
import { SERVICE_RULES } from '../rules/registry.ts';
import type { Draft, Language } from '../rules/rule.ts';
import { findingsOf } from './audit-service.ts';
import { hidingPlaces } from './visibility.ts';

type Stage = Draft['place']['stage'];

const STAGES: readonly Stage[] = ['build', 'read', 'find', 'tie', 'apply', 'clean-up', 'apart'];

/** One fault of a Service, where CCM would meet it. */
export interface OrderedFault {
  readonly findingId: string;
  readonly stage: Stage;
  /** The fault that keeps CCM from getting to it. */
  readonly behind?: string;
  /** Number of faults that must be mended one after the other before CCM gets to it. */
  readonly depth: number;
}

/**
 * The faults of a Service in the order in which CCM's reconcile would meet them: by stage, each after the one that hides
 * it, else as a person would mend them.
 */
export function orderOf(view: ServiceView, language: Language): OrderedFault[] {
  const drafts = SERVICE_RULES.flatMap((rule) =>
    rule.check(view).map((draft) => ({ draft, effect: draft.effect ?? rule.effect })),
  );
  // The same rules over the same view: one finding a draft, in the same order.
  const ids = findingsOf(view, SERVICE_RULES, language).map((finding) => finding.id);
  const behind = hidingPlaces(drafts);
  const stageOf = (index: number): Stage => drafts[index]?.draft.place.stage ?? 'apart';
  const indices = drafts
    .map((_, index) => index)
    .sort((one, other) => STAGES.indexOf(stageOf(one)) - STAGES.indexOf(stageOf(other)));
  const ordered = new Map<number, OrderedFault>();
  const visit = (index: number): OrderedFault => {
    const known = ordered.get(index);
    if (known) return known;
    const before = behind[index];
    const blocker = before === undefined ? undefined : visit(before);
    const fault: OrderedFault = {
      findingId: ids[index] ?? '',
      stage: stageOf(index),
      ...(blocker && { behind: blocker.findingId }),
      depth: blocker ? blocker.depth + 1 : 0,
    };
    ordered.set(index, fault);
    return fault;
  };
  for (const index of indices) visit(index);
  return [...ordered.values()];
}
