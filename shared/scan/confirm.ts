import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditOptions, auditSnapshot } from '../report/audit-snapshot.ts';
import type { Finding, Report } from '../report/report.ts';
import type { SlbLoadBalancer } from '../snapshot/cloud-items.ts';
import type { Failure, Snapshot } from '../snapshot/snapshot.ts';
import type { LiveFleet, ScanContext, Shard } from './live.ts';
import { loadFleet } from './load-fleet.ts';
import { narrowShard } from './narrow.ts';

/** A report after the second look. */
export interface Confirmation {
  readonly report: Report;
  /** What could not be read a second time; the findings that rest on it stay unconfirmed. */
  readonly failures: readonly Failure[];
}

/**
 * Looks a second time, after `settle` milliseconds, at exactly what the findings of a live report rest on. A finding is
 * confirmed when it is there again with the same values; the others stay in the report, unconfirmed.
 */
export async function confirm(
  fleet: LiveFleet,
  first: { readonly report: Report; readonly snapshot: Snapshot },
  options: Required<Pick<AuditOptions, 'language'>> & { readonly settle: number },
  context: ScanContext,
): Promise<Confirmation> {
  const { report, snapshot } = first;
  if (report.findings.length === 0) return { report, failures: [] };
  const unconfirmed = report.findings.map((finding) => ({ ...finding, confirmed: false }));
  try {
    await sleep(options.settle, undefined, { signal: context.signal });
  } catch {
    return { report: { ...report, findings: unconfirmed }, failures: [] };
  }
  const shards = fleet.shards.flatMap((shard) => {
    const before = instancesOf(shard, snapshot);
    const own = findingsIn(shard, before, report.findings);
    return own.length > 0 ? [narrowShard(shard, own, before)] : [];
  });
  const at = Date.parse(report.scan.startedAt);
  const again = await loadFleet({ shards, failures: [] }, context, at);
  const second = auditSnapshot(again, {
    language: options.language,
    targetCcmVersion: report.scan.targetCcmVersion,
    now: at,
  });
  const seen = new Map(second.findings.map((finding) => [finding.id, valuesOf(finding)]));
  const findings = unconfirmed.map((finding) => ({
    ...finding,
    confirmed: seen.get(finding.id) === valuesOf(finding),
  }));
  return { report: { ...report, findings }, failures: again.failures ?? [] };
}

function instancesOf(shard: Shard, snapshot: Snapshot): ReadonlyMap<string, SlbLoadBalancer> {
  const regions = snapshot.regions.filter(
    (region) => region.regionId === shard.regionId && region.accountId === shard.accountId,
  );
  const instances = regions.flatMap((region) => region.slb.loadBalancers);
  return new Map(instances.map((item) => [item.LoadBalancerId, item]));
}

/** The findings about a shard's own clusters, and about instances that only its inventory has. */
function findingsIn(
  shard: Shard,
  instances: ReadonlyMap<string, SlbLoadBalancer>,
  findings: readonly Finding[],
): Finding[] {
  const clusterIds = new Set(shard.clusters.map((cluster) => cluster.clusterId));
  return findings.filter(
    (finding) =>
      clusterIds.has(finding.clusterId) ||
      (finding.service === undefined && instances.has(finding.loadBalancerId ?? '')),
  );
}

function valuesOf({ effect, changes, message }: Finding): string {
  return JSON.stringify([effect, changes, message]);
}
