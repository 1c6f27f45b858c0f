import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditOptions, auditSnapshot } from '../report/audit-snapshot.ts';
import type { Finding, Report } from '../report/report.ts';
import type { Failure, Snapshot } from '../snapshot/snapshot.ts';
import type { LiveFleet, ScanContext, Shard, Tally } from './live.ts';
import { loadFleet } from './load-fleet.ts';
import { memoryUnder, questionKey, remembered } from './memory.ts';
import { narrowShard } from './narrow.ts';

/** A report after the second look. */
interface Confirmation {
  readonly report: Report;
  /** What could not be read a second time; the findings that rest on it stay unconfirmed. */
  readonly failures: readonly Failure[];
}

/** The first look at a fleet, and what was found. */
interface FirstLook {
  readonly report: Report;
  readonly snapshot: Snapshot;
}

/** How to look again. */
interface ConfirmOptions extends Required<Pick<AuditOptions, 'language'>> {
  /** Milliseconds to wait; 0: there is no second look. */
  readonly settle: number;
}

/**
 * Looks a second time, after the settle delay, at exactly what the findings of a live report rest on. A finding is
 * confirmed when it is there again with the same values; the others stay in the report, unconfirmed.
 */
export async function confirm(
  fleet: LiveFleet,
  first: FirstLook,
  { settle, language }: ConfirmOptions,
  context: ScanContext,
): Promise<Confirmation> {
  const { report, snapshot } = first;
  const unconfirmed = report.findings.map((finding) => ({ ...finding, confirmed: false }));
  const open = { ...report, findings: unconfirmed };
  if (settle === 0 || unconfirmed.length === 0) return { report: open, failures: [] };
  const memory = context.memory && memoryUnder(`second-${nameOf(report)}`, context.memory);
  // An attempt before this one may have waited already.
  const settled = await remembered(memory, 'settled', async () => Date.now() + settle);
  try {
    await sleep(Math.max(0, settled - Date.now()), undefined, { signal: context.signal });
  } catch {
    const message = 'the scan was ended, or its time was up, before the second look';
    return { report: open, failures: [{ resource: 'confirmation', code: 'NotLookedAtAgain', message }] };
  }
  const clusters = new Map(snapshot.clusters.map((cluster) => [cluster.clusterId, cluster]));
  const shards = fleet.shards.flatMap((shard) => {
    const own = findingsIn(shard, snapshot, report.findings);
    return own.length > 0 ? [narrowShard(shard, own, clusters)] : [];
  });
  const at = Date.parse(report.scan.startedAt);
  // What is looked at twice counts once.
  const { onCluster: _, ...quiet } = context;
  const looking = { ...quiet, tally: SILENT, ...(memory && { memory }) };
  const again = await loadFleet({ shards, failures: [] }, looking, at);
  const { targetCcmVersion } = report.scan;
  const second = auditSnapshot(again, { language, targetCcmVersion, now: at });
  const seen = new Map(second.findings.map((finding) => [finding.id, valuesOf(finding)]));
  const findings = unconfirmed.map((finding) => ({
    ...finding,
    confirmed: seen.get(finding.id) === valuesOf(finding),
  }));
  return { report: { ...report, findings }, failures: again.failures ?? [] };
}

/** Of a second look: what was asked for the findings of another first look answers other questions. */
function nameOf({ findings }: Report): string {
  return questionKey(findings.map(({ id }) => id).sort());
}

const SILENT: Tally = { add: () => undefined };

/** The findings about a shard's own clusters, and about instances that only its inventory has. */
function findingsIn(shard: Shard, snapshot: Snapshot, findings: readonly Finding[]): Finding[] {
  const clusterIds = new Set(shard.clusters.map((cluster) => cluster.clusterId));
  const region = snapshot.regions.find(
    (one) => one.regionId === shard.regionId && one.accountId === shard.accountId,
  );
  const instances = new Set(region?.slb.loadBalancers.map((item) => item.LoadBalancerId));
  return findings.filter(
    (finding) =>
      clusterIds.has(finding.clusterId) ||
      (finding.service === undefined && instances.has(finding.loadBalancerId ?? '')),
  );
}

function valuesOf({ effect, changes, message }: Finding): string {
  return JSON.stringify([effect, changes, message]);
}
