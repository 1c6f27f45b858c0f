import type { Config } from '../config/config.ts';
import type { ClusterReport } from '../report/report.ts';
import { hasCluster, type Scope } from '../scan/scope.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { RunRecord } from '../store/run.ts';
import type { ShardRecord } from '../store/shards.ts';

/** A shard of which nothing is known, and why. */
export interface MissingShard {
  readonly record: ShardRecord;
  readonly reason: string;
}

/** Where clusters are known from that a run did not see. */
export interface KnownFrom {
  readonly config: Config;
  readonly scope: Scope | undefined;
  readonly last: RunRecord | undefined;
  /** Ids of the clusters that the run did see. */
  readonly seen: ReadonlySet<string>;
}

/** Why a shard that was not scanned to its end says nothing. */
export function lateReason({ accountId, regionId, trouble }: ShardRecord): string {
  const why = trouble === undefined ? '' : `: ${trouble}`;
  return `${regionId} of account ${accountId} was not scanned to its end in time${why}`;
}

/** That shards were not scanned to their end: each once. */
export function lateFailures(late: readonly MissingShard[]): readonly Failure[] {
  return late.map(({ record: { accountId, regionId }, reason }) => ({
    accountId,
    regionId,
    resource: 'region',
    code: 'NotScanned',
    message: reason,
  }));
}

/** The clusters of shards that nothing is known of, as far as the config, or the last run, has them: all unknown. */
export function unseenClusters(missing: readonly MissingShard[], known: KnownFrom): readonly ClusterReport[] {
  const clusters = new Map<string, ClusterReport>();
  for (const { record, reason } of missing) {
    const { accountId } = record;
    for (const { clusterId, name, regionId } of clustersOf(record, known)) {
      if (known.seen.has(clusterId) || !hasCluster(known.scope ?? {}, { clusterId, name })) continue;
      const unread = { verdict: 'unknown', services: 0, findings: 0, error: reason } as const;
      clusters.set(clusterId, { accountId, clusterId, name, regionId, ...unread });
    }
  }
  return [...clusters.values()];
}

function clustersOf(
  { accountId, regionId, function: reader }: ShardRecord,
  { config: { accounts, functions }, last }: KnownFrom,
): readonly Pick<ClusterReport, 'clusterId' | 'name' | 'regionId'>[] {
  const clusters = accounts.find(({ name }) => name === accountId)?.clusters;
  const known =
    clusters?.kind === 'list'
      ? clusters.clusters.filter((cluster) => (cluster.function ?? functions.auditRegion) === reader)
      : (last?.clusters ?? []).filter((cluster) => (cluster.accountId ?? accountId) === accountId);
  return known.filter((cluster) => cluster.regionId === regionId);
}
