import type { Finding } from '../shared/index.ts';
import type { PlantedFault, PlantedTruth } from './generate-fleet.ts';

/** What of a finding tells whether it is one that was planted. */
export type FoundFact = Pick<
  Finding,
  'id' | 'rule' | 'clusterId' | 'namespace' | 'service' | 'loadBalancerId' | 'hiddenBehind'
>;

/** How well findings agree with what was planted; both figures are 1 when they agree wholly. */
export interface Agreement {
  /** Part of the planted faults that were found. */
  readonly recall: number;
  /** Part of the findings that are planted, or hidden behind one that is. */
  readonly precision: number;
  readonly missed: readonly PlantedFault[];
  readonly unplanted: readonly FoundFact[];
}

/** Drifts and orphans apart: there are so many more drifts that lost orphans would hardly show. */
export interface Agreements {
  readonly drifts: Agreement;
  readonly orphans: Agreement;
}

const ORPHAN_RULE = 'load-balancer-orphan';

/** The agreement of the drifts, and of the orphans; what one calls planted counts for the other as not planted. */
export function agreementsOf({ faults }: PlantedTruth, findings: readonly FoundFact[]): Agreements {
  const ofKind = (orphans: boolean): Agreement =>
    agreementOf(
      { faults: faults.filter((fault) => (fault.kind === 'orphan') === orphans) },
      findings.filter((finding) => (finding.rule === ORPHAN_RULE) === orphans),
    );
  return { drifts: ofKind(false), orphans: ofKind(true) };
}

/** Holds findings against the truth: the rule, the cluster, the Service (an orphan has none) and the SLB must be right. */
function agreementOf(truth: PlantedTruth, findings: readonly FoundFact[]): Agreement {
  const planted = new Set(truth.faults.map(keyOfFault));
  const direct = findings.filter((finding) => planted.has(keyOfFinding(finding)));
  const found = new Set(direct.map(keyOfFinding));
  const ids = new Set(direct.map((finding) => finding.id));
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const explained = (finding: FoundFact): boolean => {
    if (ids.has(finding.id)) return true;
    const before = finding.hiddenBehind === undefined ? undefined : byId.get(finding.hiddenBehind);
    return before !== undefined && explained(before);
  };
  const unplanted = findings.filter((finding) => !explained(finding));
  return {
    recall: ratio([...planted].filter((key) => found.has(key)).length, planted.size),
    precision: ratio(findings.length - unplanted.length, findings.length),
    missed: truth.faults.filter((fault) => !found.has(keyOfFault(fault))),
    unplanted,
  };
}

/** A finding without all that it says to people: small enough to be sent from process to process. */
export function factOf(finding: Finding): FoundFact {
  const { id, rule, clusterId, namespace, service, loadBalancerId, hiddenBehind } = finding;
  return {
    id,
    rule,
    clusterId,
    ...(namespace !== undefined && { namespace }),
    ...(service !== undefined && { service }),
    ...(loadBalancerId !== undefined && { loadBalancerId }),
    ...(hiddenBehind !== undefined && { hiddenBehind }),
  };
}

function keyOfFault({ kind, rule, clusterId, namespace, service, loadBalancerId }: PlantedFault): string {
  return [rule, clusterId, kind === 'orphan' ? '' : `${namespace}/${service}`, loadBalancerId].join(' ');
}

function keyOfFinding({ rule, clusterId, namespace, service, loadBalancerId }: FoundFact): string {
  return [rule, clusterId, service === undefined ? '' : `${namespace}/${service}`, loadBalancerId].join(' ');
}

/** Of nothing, everything is right. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
