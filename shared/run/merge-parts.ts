import type { ClusterReport, Coverage, Finding, Report, SuppressionUse } from '../report/report.ts';
import { loadBalancerOrphan } from '../rules/load-balancer-orphan.ts';
import { loadBalancerUnknownCluster } from '../rules/load-balancer-unknown-cluster.ts';
import { twice, unmatched } from '../scan/open-fleet.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { BothReports } from '../store/keep-findings.ts';
import { conflictsBetween } from './conflicts-between.ts';
import type { MergeOptions, Part, PartPlace } from './part.ts';
import { otherThanStale, staleIn } from './stale-reuse.ts';

/** Rules that say that nobody uses an instance, or that nobody knows its cluster: another part may. */
const OF_NOBODY: ReadonlySet<string> = new Set(
  [loadBalancerOrphan, loadBalancerUnknownCluster].map((rule) => rule.id),
);

/**
 * One report from those of the shards. It is what a scan of the whole fleet at once would say: what one shard could not
 * know, as another one has read it, is put right.
 */
export function mergeParts(all: readonly Part[], options: MergeOptions): BothReports {
  const { config, scan, unseen, isWhole } = options;
  const { parts, failures: twins } = withoutTwins(all);
  const reports = parts.map((part) => part.report);
  const findings = findingsIn(parts, options);
  const conflicts = conflictsBetween(parts, findings, options);
  for (const finding of conflicts.en) findings.set(finding.id, finding);

  const counts = new Map<string, number>();
  for (const { clusterId } of findings.values()) counts.set(clusterId, (counts.get(clusterId) ?? 0) + 1);
  const own = parts.flatMap(({ accountId, report }) =>
    report.clusters.map((cluster): ClusterReport => ({ accountId, ...cluster })),
  );
  const clusters = [...own, ...unseen].map((cluster) => ({
    ...cluster,
    ...(cluster.verdict === 'ready' && inDoubt(options)),
    findings: counts.get(cluster.clusterId) ?? 0,
  }));
  const failures = distinct([...reports.flatMap((report) => report.failures), ...twins, ...options.failures]);
  const read = parts.map(({ accountId, report }) => ({ accountId, clusters: report.clusters.length }));
  const suppressions = usesIn(reports);
  const en: Report = {
    formatVersion: 1,
    scan,
    coverage: coverageOf(parts, unseen),
    clusters,
    findings: [...findings.values()],
    failures: isWhole ? [...failures, ...unmatched(config, read, failures)] : failures,
    ...(suppressions.length > 0 && { suppressions }),
  };
  return { en, zh: { findings: [...parts.flatMap(({ zh }) => zh.findings), ...conflicts.zh.findings] } };
}

function inDoubt({ nothingFor: error }: MergeOptions): Partial<ClusterReport> | undefined {
  return error === undefined ? undefined : { verdict: 'unknown', error };
}

/** The findings of all parts, by id, without those that another part knows better. */
function findingsIn(parts: readonly Part[], options: MergeOptions): Map<string, Finding> {
  const known = new Set(
    [...parts.flatMap(({ report }) => report.clusters), ...options.unseen].map((one) => one.clusterId),
  );
  const used = new Set(parts.flatMap(({ facts }) => facts.used));
  const findings = new Map<string, Finding>();
  for (const finding of [
    ...staleIn(parts, options),
    ...parts.flatMap((part) => withoutUnknown(part, otherThanStale(part), options)),
  ]) {
    const { id, rule, loadBalancerId = '', clusterId } = finding;
    if (OF_NOBODY.has(rule) && used.has(loadBalancerId)) continue;
    if (rule === loadBalancerUnknownCluster.id && known.has(clusterId)) continue;
    if (!findings.has(id)) findings.set(id, finding);
  }
  return findings;
}

/** Where not all clusters of a region are known, no SLB is of an unknown one. */
function withoutUnknown(
  place: PartPlace,
  findings: readonly Finding[],
  { doubtful }: MergeOptions,
): readonly Finding[] {
  const isInDoubt = doubtful.some(
    ({ accountId, regionId }) => accountId === place.accountId && regionId === place.regionId,
  );
  return isInDoubt ? findings.filter(({ rule }) => rule !== loadBalancerUnknownCluster.id) : findings;
}

/** Shards of one region meet with the same failures. */
function distinct(failures: readonly Failure[]): readonly Failure[] {
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}

/** A cluster that two accounts of the config have counts once: the second one's part is left out, and that is said. */
function withoutTwins(all: readonly Part[]): {
  readonly parts: readonly Part[];
  readonly failures: readonly Failure[];
} {
  const first = new Map<string, Part>();
  const failures: Failure[] = [];
  const parts = all.filter((part) => {
    const { clusters } = part.report;
    const twins = clusters.filter(({ clusterId }) => (first.get(clusterId) ?? part) !== part);
    for (const cluster of twins) {
      failures.push(twice(part, cluster, first.get(cluster.clusterId)?.accountId ?? ''));
    }
    for (const { clusterId } of clusters) if (!first.has(clusterId)) first.set(clusterId, part);
    return twins.length === 0;
  });
  return { parts, failures };
}

/** A suppression of the config that one part has no use for may be used by another. */
function usesIn(reports: readonly Report[]): readonly SuppressionUse[] {
  const uses = reports.flatMap((report) => report.suppressions ?? []);
  const configured = new Map<string, SuppressionUse>();
  for (const use of uses.filter(({ source }) => source === 'config')) {
    const { state: _, ...rest } = use;
    const key = JSON.stringify(rest);
    const before = configured.get(key);
    if (!before || before.state === 'unused') configured.set(key, use);
  }
  return [...configured.values(), ...uses.filter(({ source }) => source !== 'config')];
}

/** Shards of one region list the same instances. */
function coverageOf(parts: readonly Part[], unseen: readonly ClusterReport[]): Coverage {
  const balancers = new Map<string, Coverage['loadBalancers']>();
  const clusters = { total: unseen.length, read: 0 };
  const services = { total: 0, compared: 0 };
  for (const { accountId, regionId, report } of parts) {
    const { coverage } = report;
    clusters.total += coverage.clusters.total;
    clusters.read += coverage.clusters.read;
    services.total += coverage.services.total;
    services.compared += coverage.services.compared;
    const key = `${accountId} ${regionId}`;
    const { total, read } = coverage.loadBalancers;
    const before = balancers.get(key) ?? { total, read };
    balancers.set(key, { total: Math.max(before.total, total), read: Math.min(before.read, read) });
  }
  const loadBalancers = { total: 0, read: 0 };
  for (const { total, read } of balancers.values()) {
    loadBalancers.total += total;
    loadBalancers.read += read;
  }
  return { clusters, services, loadBalancers };
}
