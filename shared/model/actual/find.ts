import type { SlbLoadBalancer } from '../../snapshot/cloud-items.ts';
import type { CloudIndex } from '../cloud-index.ts';
import type { ClusterIndex } from '../cluster-index.ts';

/** The instance of a Service, or why there is none. */
export type Found =
  | { readonly kind: 'found'; readonly item: SlbLoadBalancer }
  | { readonly kind: 'none' }
  /** The annotation `id` names an instance that does not exist. */
  | { readonly kind: 'reused-missing' }
  | { readonly kind: 'ambiguous'; readonly by: 'tag' | 'name'; readonly ids: readonly string[] }
  | { readonly kind: 'unread' };

/**
 * Finds a Service's instance as CCM does (slb FindLoadBalancer): by the annotated id, else by the owner tag, else
 * by the default name. "Not found", and what the name alone tells, are concluded only where every instance of the region
 * was read; of one that has the tag, only where none that could not be read is known to have it too.
 */
export function findLoadBalancer(cluster: ClusterIndex, annotatedId: string, defaultName: string): Found {
  const { cloud, readable, regionId } = cluster;
  if (annotatedId !== '') {
    const item = cloud.byId.get(annotatedId);
    if (item) return { kind: 'found', item };
    const unread = readable.cloudUnread(regionId, 'loadBalancers', annotatedId);
    return { kind: unread ? 'unread' : 'reused-missing' };
  }
  const tagged = cloud.byOwnerTag.get(defaultName) ?? [];
  const candidates = tagged.length > 0 ? tagged : (cloud.byName.get(defaultName) ?? []);
  const [item] = candidates;
  if (tagged.length <= 1 && mayBeUnlisted(cloud, tagged.length, defaultName)) return { kind: 'unread' };
  if (candidates.length > 1) {
    const ids = candidates.map((candidate) => candidate.LoadBalancerId);
    return { kind: 'ambiguous', by: tagged.length > 0 ? 'tag' : 'name', ids };
  }
  return item ? { kind: 'found', item } : { kind: 'none' };
}

/** Whether an instance that could not be read may be the one, or a second one: it has the tag, or nobody knows. */
function mayBeUnlisted({ unlisted }: CloudIndex, tagged: number, ownerTag: string): boolean {
  return unlisted.some((failure) => (tagged === 0 && !failure.ownerTag) || failure.ownerTag === ownerTag);
}
