import type { Config } from '../config/config.ts';
import type { FleetFacts, ListenerClaim } from '../model/fleet-view.ts';
import { findingOfFleet } from '../report/finding.ts';
import type { ClusterReport, Coverage, Finding, Report } from '../report/report.ts';
import { type SuppressionUse, suppress } from '../report/suppression.ts';
import { listenerConflict } from '../rules/listener-conflict.ts';
import { loadBalancerOrphan } from '../rules/load-balancer-orphan.ts';
import { loadBalancerUnknownCluster } from '../rules/load-balancer-unknown-cluster.ts';
import type { Language } from '../rules/rule.ts';
import { twice, unmatched } from '../scan/open-fleet.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { claimsIn } from './shared-claims.ts';
import { otherThanStale, staleIn } from './stale-reuse.ts';

/** What one shard of a run came to, in one language. */
export interface Part {
  readonly accountId: string;
  readonly regionId: string;
  readonly report: Report;
  readonly facts: FleetFacts;
}

/** What a whole report has beside its parts. */
export interface MergeOptions {
  readonly config: Config;
  readonly scan: Report['scan'];
  readonly language: Language;
  /** Clusters that no part tells of, although they are known. */
  readonly unseen: readonly ClusterReport[];
  /** Where all shards of the run are, those without a part too. */
  readonly places: readonly Pick<Part, 'accountId' | 'regionId'>[];
  readonly failures: readonly Failure[];
  /** Whether an account of whose clusters none matches the config is a mistake: not so where a scope leaves some out. */
  readonly isWhole: boolean;
}

/** Rules that say that nobody uses an instance, or that nobody knows its cluster: another part may. */
const OF_NOBODY: ReadonlySet<string> = new Set(
  [loadBalancerOrphan, loadBalancerUnknownCluster].map((rule) => rule.id),
);

/**
 * One report from those of the shards. It is what a scan of the whole fleet at once would say: what one shard could not
 * know, as another one has read it, is put right.
 */
export function mergeParts(all: readonly Part[], options: MergeOptions): Report {
  const { config, scan, language, unseen, isWhole } = options;
  const { parts, failures: twins } = withoutTwins(all);
  const reports = parts.map((part) => part.report);
  const failures = [...reports.flatMap((report) => report.failures), ...twins, ...options.failures];
  const counts = parts.map(({ accountId, report }) => ({ accountId, clusters: report.clusters.length }));
  const known = new Set(
    [...reports.flatMap((report) => report.clusters), ...unseen].map((one) => one.clusterId),
  );
  const used = new Set(parts.flatMap(({ facts }) => facts.used));
  const findings = new Map<string, Finding>();
  for (const finding of [...staleIn(parts, options), ...parts.flatMap(otherThanStale)]) {
    const { id, rule, loadBalancerId = '', clusterId } = finding;
    if (OF_NOBODY.has(rule) && used.has(loadBalancerId)) continue;
    if (rule === loadBalancerUnknownCluster.id && known.has(clusterId)) continue;
    if (!findings.has(id)) findings.set(id, finding);
  }
  for (const finding of conflicts(claimsIn(parts), findings, config, scan, language)) {
    findings.set(finding.id, finding);
  }
  const found = [...findings.values()];
  const clusters = [...reports.flatMap((report) => report.clusters), ...unseen].map((cluster) => ({
    ...cluster,
    findings: found.filter((finding) => finding.clusterId === cluster.clusterId).length,
  }));
  const suppressions = usesIn(reports);
  return {
    formatVersion: 1,
    scan,
    coverage: coverageOf(parts, unseen),
    clusters,
    findings: found,
    failures: isWhole ? [...failures, ...unmatched(config, counts, failures)] : failures,
    ...(suppressions.length > 0 && { suppressions }),
  };
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

/** Conflicts between Services of different parts. One that a part has seen by itself was looked at twice there. */
function conflicts(
  claims: readonly ListenerClaim[],
  known: ReadonlyMap<string, Finding>,
  { suppressions }: Config,
  { startedAt }: Report['scan'],
  language: Language,
): readonly Finding[] {
  const drafts = listenerConflict.check({ claims });
  const found = drafts.map((draft): Finding => {
    const finding = findingOfFleet(listenerConflict, draft, language);
    return { ...finding, confirmed: known.get(finding.id)?.confirmed ?? false };
  });
  const marked = suppress({ clusters: [] }, found, suppressions, Date.parse(startedAt)).findings;
  return marked.map((finding) => {
    const suppressed = finding.suppressed ?? known.get(finding.id)?.suppressed;
    return suppressed ? { ...finding, suppressed } : finding;
  });
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
