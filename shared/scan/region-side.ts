import { type CloudIndex, indexCloud } from '../model/cloud-index.ts';
import type { SlbListener, SlbLoadBalancer } from '../snapshot/cloud-items.ts';
import { parseSnapshot } from '../snapshot/parse.ts';
import { readabilityOf } from '../snapshot/readability.ts';
import type { Failure, SnapshotRegion } from '../snapshot/snapshot.ts';
import { type ListenerListing, listInstances, listListeners } from './listing.ts';
import type { Shard } from './live.ts';

/** The lists of one region. Both parts are read at once; each is there as soon as it is read. */
export interface RegionLists {
  /** Undefined when they could not be read. */
  readonly instances: Promise<readonly SlbLoadBalancer[] | undefined>;
  /** Undefined when they could not be read. */
  readonly listeners: Promise<ListenerListing | undefined>;
  readonly failures: readonly Failure[];
}

/** Starts to read the lists of a region. The listeners wait for the instances, which tell how to list them best. */
export function readRegionLists(shard: Shard): RegionLists {
  const failures: Failure[] = [];
  const { accountId, regionId } = shard;
  const instances = listInstances(shard.slb, { accountId, regionId }, failures);
  const listeners = instances.then((known) => listListeners(shard, known ?? [], failures));
  return { instances, listeners, failures };
}

/**
 * The index that needs are found with: lists alone. Groups count as unread in it, so that nothing is concluded from
 * their absence. Items that are not what the API promises are left out; the audit will name them.
 */
export function planningIndex(
  regionId: string,
  loadBalancers: readonly SlbLoadBalancer[],
  listeners: readonly SlbListener[] = [],
): CloudIndex {
  const region: SnapshotRegion = { regionId, slb: { loadBalancers, listeners, vServerGroups: [] } };
  const parsed = parseSnapshot({ formatVersion: 1, clusters: [], regions: [region] });
  const unread = { regionId, resource: 'vServerGroups', code: 'NotYet', message: '' };
  return indexCloud(regionId, parsed.ok ? parsed.snapshot.regions : [], readabilityOf([unread]));
}
