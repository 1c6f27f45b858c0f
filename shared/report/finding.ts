import { createHash } from 'node:crypto';
import { type Annotations, annotationKey } from '../model/annotations.ts';
import type { ServiceView } from '../model/service-view.ts';
import type { Draft, Effect, FleetDraft, FleetRule, Language, RuleMetadata } from '../rules/rule.ts';
import { boundedChanges, boundedWording, type Wording } from './bounded.ts';
import { type Change, type Finding, severityOf, type Visibility } from './report.ts';

/** What a finding says of where it is, beside what its draft says. */
export interface Whereabouts {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly regionId: string;
  readonly namespace?: string;
  readonly service?: string;
}

/** Where the findings of a Service are. */
export function whereaboutsOf(view: ServiceView): Whereabouts {
  return {
    clusterId: view.cluster.clusterId,
    clusterName: view.cluster.name,
    regionId: view.cluster.regionId,
    namespace: view.owner.namespace,
    service: view.owner.service,
  };
}

/** 16 hex digits from what the fault is about, and from nothing that changes while it lasts. */
export function findingId(rule: string, where: Whereabouts, draft: Draft): string {
  const parts = [
    rule,
    where.clusterId,
    where.namespace ?? '',
    where.service ?? '',
    draft.loadBalancerId ?? '',
    draft.listenerPort ?? '',
    draft.listenerProtocol ?? '',
    draft.identity ?? draft.vServerGroupId ?? draft.vServerGroupName ?? '',
  ];
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 16);
}

/** What a draft does not know of itself. */
export interface FindingContext {
  readonly rule: RuleMetadata;
  readonly where: Whereabouts;
  readonly effect: Effect;
  readonly id: string;
  readonly visibility: Visibility;
  readonly hiddenBehind: string | undefined;
  readonly language: Language;
  /** Of the Service, whose own spelling of the keys is shown; a finding of the fleet has none. */
  readonly annotations: Annotations | undefined;
}

/** A draft as the report shows it, in one language, and within bounds. */
export function toFinding(draft: Draft, context: FindingContext): Finding {
  const { rule, where, effect, id, visibility, hiddenBehind, language } = context;
  const changes = keyedChanges(draft.changes, context.annotations);
  return {
    id,
    rule: rule.id,
    phrase: rule.phrase,
    code: rule.code,
    effect,
    visibility,
    ...(hiddenBehind !== undefined && { hiddenBehind }),
    severity: severityOf(effect),
    confirmed: true,
    ...where,
    ...(draft.loadBalancerId !== undefined && { loadBalancerId: draft.loadBalancerId }),
    ...(draft.listenerPort !== undefined && { listenerPort: draft.listenerPort }),
    ...(draft.listenerProtocol !== undefined && { listenerProtocol: draft.listenerProtocol }),
    ...(draft.vServerGroupId !== undefined && { vServerGroupId: draft.vServerGroupId }),
    ...(draft.vServerGroupName !== undefined && { vServerGroupName: draft.vServerGroupName }),
    changes: boundedChanges(changes),
    ...boundedWording(wordingOf(draft, rule, language), language, changes),
  };
}

function wordingOf(draft: Draft, rule: RuleMetadata, language: Language): Wording {
  return {
    message: draft.message[language],
    cause: (draft.cause ?? { en: rule.text.en.cause, zh: rule.text.zh.cause })[language],
    fixes: draft.fixes.map(({ kind, text, command }) => ({
      kind,
      text: text[language],
      ...(command !== undefined && { command }),
    })),
  };
}

/** A draft of the whole fleet as the report shows it: the check never has an item for it. */
export function findingOfFleet(rule: FleetRule, draft: FleetDraft, language: Language): Finding {
  const { clusterId, clusterName, regionId, namespace, service } = draft;
  const where: Whereabouts = {
    clusterId,
    clusterName,
    regionId,
    ...(namespace !== undefined && { namespace }),
    ...(service !== undefined && { service }),
  };
  return toFinding(draft, {
    rule,
    where,
    effect: draft.effect ?? rule.effect,
    id: findingId(rule.id, where, draft),
    visibility: 'never',
    hiddenBehind: undefined,
    language,
    annotations: undefined,
  });
}

/** Changes with the full annotation keys, as the Service writes them. */
function keyedChanges(changes: Draft['changes'], annotations: Annotations | undefined): Change[] {
  return (changes ?? []).map(({ field, actual, expected, annotation }) => ({
    field,
    actual,
    expected,
    ...(annotation && { annotation: annotations?.keyOf(annotation) ?? annotationKey(annotation) }),
  }));
}
