import { RULES } from '../rules/registry.ts';
import { EFFECTS } from '../rules/rule.ts';
import type { Finding } from './report.ts';

/** What the order of findings rests on. */
export type Sortable = Pick<
  Finding,
  | 'id'
  | 'rule'
  | 'effect'
  | 'visibility'
  | 'hiddenBehind'
  | 'clusterId'
  | 'clusterName'
  | 'namespace'
  | 'service'
  | 'loadBalancerId'
  | 'listenerPort'
>;

const RANKS = new Map(RULES.map(({ id }, rank) => [id, rank]));

/**
 * Findings in the order in which people should read them: by effect, the gravest first; within it by cluster; within that
 * the Services of which the check prints something now, then those of which all is hidden. What is of one Service (or of
 * one SLB without a Service) stands together, each finding after the one that hides it, else in the order of the rules.
 * The order that they come in does not matter.
 */
export function byUrgency<T>(items: readonly T[], findingOf: (item: T) => Sortable): T[] {
  const findings = items.map(findingOf);
  const depths = depthsOf(findings);
  const depthOf = ({ id }: Sortable) => depths.get(id) ?? 0;
  const hidden = new Map<string, boolean>();
  for (const finding of findings) {
    const key = placeOf(finding);
    hidden.set(key, (hidden.get(key) ?? true) && depthOf(finding) > 0);
  }
  const keys = findings.map((finding): readonly (string | number)[] => [
    EFFECTS.indexOf(finding.effect),
    finding.clusterName,
    finding.clusterId,
    hidden.get(placeOf(finding)) ? 1 : 0,
    subjectOf(finding),
    depthOf(finding),
    RANKS.get(finding.rule) ?? RANKS.size,
    finding.listenerPort ?? 0,
    finding.id,
  ]);
  return items
    .map((item, index) => ({ item, key: keys[index] ?? [] }))
    .sort((one, other) => compare(one.key, other.key))
    .map(({ item }) => item);
}

/** So many findings stand before each, by id: one of them may not be among these, and a clean-up is a long chain. */
function depthsOf(findings: readonly Sortable[]): ReadonlyMap<string, number> {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const depths = new Map<string, number>();
  // In one order, so that even where some should hide each other the answer is the same.
  for (const id of [...byId.keys()].sort()) {
    const chain: string[] = [];
    const seen = new Set<string>();
    let next: string | undefined = id;
    while (next !== undefined && !depths.has(next) && !seen.has(next)) {
      seen.add(next);
      chain.push(next);
      const finding = byId.get(next);
      next = finding?.visibility === 'hidden' ? (finding.hiddenBehind ?? '') : undefined;
    }
    let depth = next === undefined ? -1 : (depths.get(next) ?? 0);
    for (const one of chain.reverse()) depths.set(one, ++depth);
  }
  return depths;
}

function subjectOf({ namespace, service, loadBalancerId }: Sortable): string {
  return service === undefined ? (loadBalancerId ?? '') : `${namespace ?? ''}/${service}`;
}

function placeOf(finding: Sortable): string {
  return [finding.effect, finding.clusterId, subjectOf(finding)].join('\u0000');
}

function compare(one: readonly (string | number)[], other: readonly (string | number)[]): number {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? '';
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
}
