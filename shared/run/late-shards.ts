import type { Config } from '../config/config.ts';
import type { ClusterReport } from '../report/report.ts';
import { hasCluster, type Scope } from '../scan/scope.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { RunRecord } from '../store/run.ts';
import type { ShardRecord } from '../store/shards.ts';

/** What the report of a run says of shards that were not scanned to their end. */
export interface Late {
  readonly clusters: readonly ClusterReport[];
  readonly failures: readonly Failure[];
}

/**
 * Names what was not scanned: each shard once, and its clusters as far as they are known: from the config, or from the
 * last run.
 * @param scanned ids of the clusters that the run did scan
 */
export function lateShards(
  late: readonly ShardRecord[],
  config: Config,
  scope: Scope,
  last: RunRecord | undefined,
  scanned: ReadonlySet<string>,
): Late {
  const clusters = new Map<string, ClusterReport>();
  for (const record of late) {
    for (const { clusterId, name, regionId } of knownClusters(record, config, last)) {
      if (scanned.has(clusterId) || !hasCluster(scope, { clusterId, name })) continue;
      clusters.set(clusterId, {
        clusterId,
        name,
        regionId,
        verdict: 'unknown',
        services: 0,
        findings: 0,
        error: messageOf(record),
      });
    }
  }
  const failures = late.map((record) => ({
    accountId: record.accountId,
    regionId: record.regionId,
    resource: 'region',
    code: 'NotScanned',
    message: messageOf(record),
  }));
  return { clusters: [...clusters.values()], failures };
}

function messageOf({ accountId, regionId, trouble }: ShardRecord): string {
  const why = trouble === undefined ? '' : `: ${trouble}`;
  return `${regionId} of account ${accountId} was not scanned to its end in time${why}`;
}

function knownClusters(
  { accountId, regionId, function: reader }: ShardRecord,
  { accounts, functions }: Config,
  last: RunRecord | undefined,
): readonly Pick<ClusterReport, 'clusterId' | 'name' | 'regionId'>[] {
  const clusters = accounts.find(({ name }) => name === accountId)?.clusters;
  const known =
    clusters?.kind === 'list'
      ? clusters.clusters.filter((cluster) => (cluster.function ?? functions.auditRegion) === reader)
      : (last?.clusters ?? []);
  return known.filter((cluster) => cluster.regionId === regionId);
}
