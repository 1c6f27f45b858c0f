import type { CloudIndex } from '../model/cloud-index.ts';
import { keysOn, ownerOf } from '../model/instance-owner.ts';
import { parseGroupKey, REUSE_TAG } from '../model/names.ts';
import type { SlbLoadBalancer } from '../snapshot/cloud-items.ts';
import type { GroupChoice } from './details.ts';

const byName: GroupChoice = () => false;
const ofClusters: GroupChoice = (_, name) => parseGroupKey(name) !== undefined;

/**
 * How far to look into an instance that no Service uses: not at all at one that is unrelated, or of a cluster that is
 * not read; at the groups' names where only they may tell whose it is; at their backends too at a likely orphan.
 */
export function lookIntoLeftover(
  item: SlbLoadBalancer,
  cloud: CloudIndex,
  clusterIds: ReadonlySet<string>,
): GroupChoice | undefined {
  const owner = ownerOf(item, cloud);
  if (owner) {
    if (owner.clusterId === undefined) return byName;
    return clusterIds.has(owner.clusterId) ? ofClusters : undefined;
  }
  const isReused = item.Tags?.Tag?.some((tag) => tag.TagKey === REUSE_TAG) ?? false;
  return isReused && keysOn(item, cloud).length === 0 ? byName : undefined;
}
