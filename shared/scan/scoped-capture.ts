import type { Config } from '../config/config.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { KubernetesCluster } from '../sources/kubernetes/cluster.ts';
import { inTime } from '../time-limit.ts';
import type { LiveCluster, LiveFleet, ScanContext } from './live.ts';
import { type LiveOptions, targetFor } from './live-scan.ts';
import { loadFleet } from './load-fleet.ts';
import { openFleet } from './open-fleet.ts';
import { type Scope, scopedShard } from './scope.ts';

/** A cluster of the config that could be read, and where. */
export type KnownCluster = Pick<LiveCluster, 'clusterId' | 'name'>;

/** An opened fleet, of which parts are read as they are asked for. */
export interface ScopedFleet {
  /** Every cluster that the config opens. */
  readonly clusters: readonly KnownCluster[];
  /** Why there may be more. */
  readonly gaps: readonly string[];
  /** Reads no more than a scope needs: of other clusters, regions and accounts nothing. */
  readonly capture: (scope: Scope) => Promise<Snapshot>;
  /**
   * `namespace/name` of all Services of one cluster.
   * @throws RemoteError when they cannot be listed
   */
  readonly services: (clusterId: string) => Promise<readonly string[]>;
}

/** Opens a config’s fleet and works with it until the time for a scan is up. */
export function withScopedFleet<T>(
  config: Config,
  options: LiveOptions,
  work: (fleet: ScopedFleet) => Promise<T>,
): Promise<T> {
  return inTime(options.signal, config.deadlines.scanSeconds * 1000, async (signal) => {
    const { secret, meter, defaultKeys } = options;
    const fleet = await openFleet(config, {
      secret,
      signal,
      onCall: meter.onCall,
      ...(defaultKeys && { defaultKeys }),
    });
    const context: ScanContext = {
      targetCcmVersion: targetFor(config, options),
      signal,
      clusterDeadline: config.deadlines.clusterSeconds * 1000,
      tally: meter,
    };
    return work(scopedFleet(fleet, context));
  });
}

function scopedFleet(fleet: LiveFleet, context: ScanContext): ScopedFleet {
  const clusters = fleet.shards.flatMap((shard) => shard.clusters);
  return {
    clusters,
    gaps: fleet.failures.map(({ message }) => message),
    capture: (scope) => {
      const shards = fleet.shards.flatMap((shard) => scopedShard(shard, scope));
      const places = new Set(shards.map(({ accountId, regionId }) => `${accountId} ${regionId}`));
      // What could not be opened elsewhere says nothing of the clusters that were asked for.
      const failures = fleet.failures.filter(
        ({ accountId, regionId }) => regionId === undefined || places.has(`${accountId ?? ''} ${regionId}`),
      );
      return loadFleet({ shards, failures }, context, Date.now());
    },
    services: async (clusterId) => {
      const live = clusters.find((cluster) => cluster.clusterId === clusterId);
      if (!live || live.unreadable) return [];
      return namesIn(await live.connect(context.signal));
    },
  };
}

async function namesIn(connection: KubernetesCluster): Promise<readonly string[]> {
  const items = await connection.services(nameOf);
  return items.map(String);
}

function nameOf(item: unknown): string {
  const { metadata } = item as { metadata?: { namespace?: unknown; name?: unknown } | null };
  return `${metadata?.namespace}/${metadata?.name}`;
}
