import { type CloudIndex, indexCloud } from '../model/cloud-index.ts';
import { type ClusterIndex, indexCluster } from '../model/cluster-index.ts';
import { readabilityOf } from '../snapshot/readability.ts';
import type { Failure, Snapshot } from '../snapshot/snapshot.ts';

/** A snapshot ready to be asked. */
export interface FleetIndex {
  readonly clouds: readonly CloudIndex[];
  /** In the snapshot's order. */
  readonly clusters: readonly ClusterIndex[];
  /** The snapshot's failures, and those that only show when its parts are put together. */
  readonly failures: readonly Failure[];
}

interface Owned {
  readonly accountId?: string;
}

/**
 * Indexes a snapshot. Where every cluster and region names its account, the accounts are judged apart, each with its
 * own SLBs and its own failures; else all are searched together.
 */
export function indexFleet(snapshot: Snapshot): FleetIndex {
  const apart = [...snapshot.clusters, ...snapshot.regions].every((one) => one.accountId !== undefined);
  const accountOf = ({ accountId }: Owned) => (apart ? accountId : undefined);
  const keyOf = (one: Owned & { readonly regionId: string }) => `${accountOf(one) ?? ''} ${one.regionId}`;

  const failures = [...(snapshot.failures ?? []), ...missingRegions(snapshot, keyOf)];
  const clouds = new Map<string, CloudIndex>();
  for (const account of new Set([...snapshot.clusters, ...snapshot.regions].map(accountOf))) {
    const belongs = (one: Owned) => account === undefined || one.accountId === account;
    const clusters = snapshot.clusters.filter(belongs);
    const regions = snapshot.regions.filter(belongs);
    const own = failures.filter((failure) => failure.accountId === undefined || belongs(failure));
    const readable = readabilityOf(own, clusters);
    for (const place of [...clusters, ...regions]) {
      if (clouds.has(keyOf(place))) continue;
      const entries = regions.filter((region) => region.regionId === place.regionId);
      clouds.set(keyOf(place), indexCloud(place.regionId, entries, readable));
    }
  }
  return {
    clouds: [...clouds.values()],
    clusters: snapshot.clusters.map((cluster) =>
      indexCluster(cluster, clouds.get(keyOf(cluster)) as CloudIndex),
    ),
    failures,
  };
}

/** Regions that a cluster is in, and that are not there. */
function missingRegions(
  snapshot: Snapshot,
  keyOf: (one: Owned & { readonly regionId: string }) => string,
): Failure[] {
  const present = new Set(snapshot.regions.map(keyOf));
  const missing = new Map(
    snapshot.clusters.filter((one) => !present.has(keyOf(one))).map((one) => [keyOf(one), one]),
  );
  return [...missing.values()].map(({ accountId, regionId }) => ({
    ...(accountId !== undefined && { accountId }),
    regionId,
    resource: 'region',
    code: 'NotInSnapshot',
    message: `region ${regionId} is not in the snapshot, so nothing is known of its SLBs`,
  }));
}
