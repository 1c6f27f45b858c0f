import type { Snapshot } from '../snapshot/snapshot.ts';
import type { LiveFleet, ScanContext } from './live.ts';
import { loadShard } from './load-shard.ts';

/**
 * Reads everything that one audit needs. Never throws on what is remote: what could not be read stands in `failures`.
 * @param capturedAt milliseconds since the epoch: certificates and ages are judged as of then
 */
export async function loadFleet(
  fleet: LiveFleet,
  context: ScanContext,
  capturedAt: number,
): Promise<Snapshot> {
  const shards = await Promise.all(fleet.shards.map((shard) => loadShard(shard, context)));
  return {
    formatVersion: 1,
    capturedAt: new Date(capturedAt).toISOString(),
    clusters: shards.flatMap((shard) => shard.clusters),
    regions: shards.map((shard) => shard.region),
    failures: [...fleet.failures, ...shards.flatMap((shard) => shard.failures)],
  };
}
