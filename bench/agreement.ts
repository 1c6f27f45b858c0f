import type { Finding } from '../shared/index.ts';
import type { PlantedFault, PlantedTruth } from './generate-fleet.ts';

/** How well the findings of an audit agree with what was planted in a fleet; both are 1 when they agree wholly. */
export interface Agreement {
  /** Part of the planted faults that were found. */
  readonly recall: number;
  /** Part of the findings that are planted, or hidden behind one that is. */
  readonly precision: number;
  readonly missed: readonly PlantedFault[];
  readonly unplanted: readonly Finding[];
}

/** Holds findings against the truth: the rule, the cluster, the Service (an orphan has none) and the SLB must be right. */
export function agreementOf(truth: PlantedTruth, findings: readonly Finding[]): Agreement {
  const planted = new Set(truth.faults.map(keyOfFault));
  const direct = findings.filter((finding) => planted.has(keyOfFinding(finding)));
  const found = new Set(direct.map(keyOfFinding));
  const ids = new Set(direct.map((finding) => finding.id));
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const explained = (finding: Finding): boolean => {
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

function keyOfFault({ kind, rule, clusterId, namespace, service, loadBalancerId }: PlantedFault): string {
  return [rule, clusterId, kind === 'orphan' ? '' : `${namespace}/${service}`, loadBalancerId].join(' ');
}

function keyOfFinding({ rule, clusterId, namespace, service, loadBalancerId }: Finding): string {
  return [rule, clusterId, service === undefined ? '' : `${namespace}/${service}`, loadBalancerId].join(' ');
}

/** Of nothing, everything is right. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
