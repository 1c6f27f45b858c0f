import type { Finding } from '../report/report.ts';
import { loadBalancerReuseStale } from '../rules/load-balancer-reuse-stale.ts';
import type { MergeOptions, Part } from './part.ts';

/**
 * Findings that an instance is tagged as reused, and is not. They rest on all clusters of a region: where several parts
 * have read it, only what each of them says is so. The one that knows the cluster of the name on the instance counts.
 */
export function staleIn(
  parts: readonly Part[],
  { places }: Pick<MergeOptions, 'places'>,
): readonly Finding[] {
  const regions = new Map<string, Part[]>();
  for (const part of parts) regions.set(placeOf(part), [...(regions.get(placeOf(part)) ?? []), part]);
  return [...regions].flatMap(([place, own]) => {
    const planned = places.filter((one) => placeOf(one) === place).length;
    const empty = own.filter(({ report }) => report.clusters.length === 0 && report.failures.length === 0);
    return agreed(own, planned - empty.length);
  });
}

/** All other findings of a part. */
export function otherThanStale({ report }: Part): readonly Finding[] {
  return report.findings.filter((finding) => !isStale(finding));
}

/** What as many parts say. */
function agreed(parts: readonly Part[], voices: number): readonly Finding[] {
  const said = new Map<string, Finding[]>();
  for (const finding of parts.flatMap(({ report }) => report.findings.filter(isStale))) {
    const id = finding.loadBalancerId ?? '';
    said.set(id, [...(said.get(id) ?? []), finding]);
  }
  return [...said.values()].flatMap((findings) => {
    const best = findings.find(({ clusterId }) => clusterId !== '') ?? findings[0];
    return best && findings.length >= voices ? [best] : [];
  });
}

function isStale({ rule }: Finding): boolean {
  return rule === loadBalancerReuseStale.id;
}

function placeOf({ accountId, regionId }: Pick<Part, 'accountId' | 'regionId'>): string {
  return `${accountId} ${regionId}`;
}
