import { UsageError } from '../errors.ts';
import { RULES } from '../rules/registry.ts';
import type { Effect, Language, RuleMetadata } from '../rules/rule.ts';
import type { AdviceFacts, GroupShift } from './advice-facts.ts';
import { type Mend, mendsOf } from './advice-mends.ts';
import { stepOf, VERSION_FACTS, type VersionStep } from './advice-versions.ts';
import { type ConsoleView, consoleView } from './console-view.ts';
import type { Finding, Report, Verdict } from './report.ts';

/** What the upgraded CCM does to something that clients meet. */
export type TrafficKind = 'instance' | 'listener' | 'backends' | 'weights' | 'tags' | 'conflict' | 'stuck';

/** One kind of change that the upgrade brings if nothing is mended before. */
export interface TrafficChange {
  readonly kind: TrafficKind;
  readonly rule: string;
  /** What the upgraded CCM does. */
  readonly text: string;
  readonly items: readonly {
    readonly findingId: string;
    readonly namespace?: string;
    readonly service?: string;
    readonly message: string;
  }[];
}

/** What a version on the way brings for this cluster. */
export interface VersionWarning {
  readonly id: string;
  /** The first version that has it. */
  readonly since?: string;
  readonly text: string;
  readonly source: string;
  /** `namespace/name`. */
  readonly services: readonly string[];
}

/** Advice on the upgrade of one cluster, in one language. */
export interface Advice {
  readonly formatVersion: 1;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly regionId: string;
  readonly ccmVersion?: string;
  readonly targetCcmVersion: string;
  readonly step: VersionStep;
  /** As of when it was read, ISO 8601. */
  readonly at: string;
  /** Whether all findings were seen twice. */
  readonly confirmed: boolean;
  readonly verdict: Verdict;
  readonly services: number;
  /** Why something of it could not be read. */
  readonly error?: string;
  readonly console: ConsoleView;
  /** What to mend, in order: each group may be done in any order within. */
  readonly mends: readonly Mend[];
  readonly traffic: readonly TrafficChange[];
  readonly weights: readonly GroupShift[];
  readonly warnings: readonly VersionWarning[];
  /** SLBs of the cluster without a Service. The check does not see them. */
  readonly orphans: number;
}

const KINDS: readonly (readonly [kind: TrafficKind, rules: readonly string[]])[] = [
  [
    'instance',
    [
      'load-balancer-create',
      'load-balancer-delete',
      'load-balancer-instance-charge-type',
      'load-balancer-spec',
      'load-balancer-internet-spec',
      'load-balancer-name',
      'load-balancer-delete-protection',
      'load-balancer-modification-protection',
    ],
  ],
  [
    'listener',
    [
      'listener-start',
      'listener-stop',
      'listener-delete',
      'listener-create',
      'listener-update',
      'domain-extension-create',
      'domain-extension-delete',
      'domain-extension-update',
    ],
  ],
  [
    'backends',
    [
      'vserver-group-create',
      'vserver-group-backends-add',
      'vserver-group-backends-remove',
      'vserver-group-delete',
      'default-group-backends-add',
      'default-group-backends-remove',
    ],
  ],
  ['weights', ['backend-weights']],
  ['tags', ['load-balancer-tags-add', 'load-balancer-tags-remove']],
  ['conflict', ['listener-conflict']],
];
const KEEPS_FAILING: ReadonlySet<Effect> = new Set(['breaks-sync']);
/** Told as a note, as the check does not count it: yet the upgraded CCM's sync of the Service fails, over and over. */
const INVALID_ENI = 'backend-invalid-eni';
const MENDED: ReadonlySet<Effect> = new Set(['fails-check', 'breaks-sync']);

/**
 * Advice on the upgrade of one cluster: the verdict, what to mend in which order, what the upgrade changes for traffic if
 * it is left, and what the versions on the way bring. Pure.
 * @param facts of the same snapshot as the report
 * @throws UsageError when the report does not have the cluster
 */
export function adviseUpgrade(report: Report, facts: AdviceFacts, language: Language): Advice {
  const cluster = report.clusters.find((one) => one.clusterId === facts.clusterId);
  if (!cluster) throw new UsageError(`the report has no cluster "${facts.clusterId}"`);
  const { clusterId, name, regionId, verdict, services, error } = cluster;
  const findings = report.findings.filter((finding) => finding.clusterId === clusterId);
  const { targetCcmVersion, startedAt } = report.scan;
  return {
    formatVersion: 1,
    clusterId,
    clusterName: name,
    regionId,
    ...(facts.ccmVersion !== undefined && { ccmVersion: facts.ccmVersion }),
    targetCcmVersion,
    step: stepOf(facts.ccmVersion, targetCcmVersion),
    at: startedAt,
    confirmed: findings.every((finding) => finding.confirmed),
    verdict,
    services,
    ...(error !== undefined && { error }),
    console: consoleView(findings),
    mends: mendsOf(
      findings.filter(({ effect }) => MENDED.has(effect)),
      facts.faults,
      language,
    ),
    traffic: trafficOf(findings, language),
    weights: facts.shifts,
    warnings: warningsOf(facts, language),
    orphans: findings.filter(({ effect }) => effect === 'orphaned').length,
  };
}

/** Rules in the order of their kinds; what keeps a Service from being synced stands last. */
function trafficOf(findings: readonly Finding[], language: Language): TrafficChange[] {
  const stuck = [
    ...new Set(
      findings
        .filter(({ effect, rule }) => KEEPS_FAILING.has(effect) || rule === INVALID_ENI)
        .map(({ rule }) => rule),
    ),
  ];
  const all = [...KINDS, ['stuck', stuck] as const];
  return all.flatMap(([kind, rules]) =>
    rules.flatMap((id) => {
      const rule = RULES.find((one) => one.id === id);
      const own = findings.filter(
        (finding) =>
          finding.rule === id &&
          (kind !== 'stuck' || KEEPS_FAILING.has(finding.effect) || finding.rule === INVALID_ENI),
      );
      return rule && own.length > 0 ? [change(kind, rule, own, language)] : [];
    }),
  );
}

function change(
  kind: TrafficKind,
  { id, text }: RuleMetadata,
  findings: readonly Finding[],
  language: Language,
): TrafficChange {
  return {
    kind,
    rule: id,
    text: text[language].upgrade,
    items: findings.map(({ id: findingId, namespace, service, message }) => ({
      findingId,
      ...(namespace !== undefined && { namespace }),
      ...(service !== undefined && { service }),
      message,
    })),
  };
}

function warningsOf({ warnings }: AdviceFacts, language: Language): VersionWarning[] {
  return warnings.flatMap(({ id, services }) => {
    const fact = VERSION_FACTS.find((one) => one.id === id);
    if (!fact) return [];
    const { since, text, source } = fact;
    return [{ id, ...(since !== undefined && { since }), text: text[language], source, services }];
  });
}
