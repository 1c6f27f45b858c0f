import type { ActualAttribute } from '../model/actual/load-balancer.ts';
import type { Tag } from '../model/desired/attribute.ts';
import { CLUSTER_TAG, OWNER_TAG, REUSE_TAG } from '../model/names.ts';
import type { ServiceView } from '../model/service-view.ts';

/** How the tags of an instance differ from annotation additional-resource-tags. */
export interface TagDifference {
  readonly add: readonly Tag[];
  readonly remove: readonly Tag[];
}

const NO_DIFFERENCE: TagDifference = { add: [], remove: [] };

/** The tags CCM compares on either side: without Alibaba's own and the ones CCM keeps for itself (helper.FilterTags). */
function comparable(view: ServiceView, tags: readonly Tag[]): Tag[] {
  const { isUserManaged } = view.desired.attribute;
  const reserved = new Set([OWNER_TAG, CLUSTER_TAG, ...(isUserManaged ? [REUSE_TAG] : [])]);
  return tags.filter((tag) => !tag.key.startsWith('acs:') && !reserved.has(tag.key));
}

/** How annotation additional-resource-tags differs from an instance that is wanted (helper.DiffLoadBalancerTags). */
export function compareTags(view: ServiceView, instance: ActualAttribute): TagDifference {
  const { Tags: wished } = view.desired.attribute;
  if (wished.length === 0 || !view.context.features.enforcesAdditionalTags) return NO_DIFFERENCE;
  const wanted = comparable(view, wished);
  const present = comparable(view, instance.Tags);
  const values = new Map(present.map((tag) => [tag.key, tag.value]));
  const keys = new Set(wanted.map((tag) => tag.key));
  return {
    add: wanted.filter((tag) => values.get(tag.key) !== tag.value),
    remove: present.filter((tag) => !keys.has(tag.key)),
  };
}

/** A tag as the annotation writes it: `key=value`, or the key alone. */
export function tagText(tag: Tag): string {
  return tag.value === '' ? tag.key : `${tag.key}=${tag.value}`;
}

/** Tags as the annotation lists them. */
export function tagList(tags: readonly Tag[]): string {
  return tags.map(tagText).join(',');
}

/** The tags of an instance that annotation additional-resource-tags would have to list to be in sync. */
export function annotatableTags(view: ServiceView, instance: ActualAttribute): readonly Tag[] {
  return comparable(view, instance.Tags);
}
