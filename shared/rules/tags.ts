import type { Tag } from '../model/desired/attribute.ts';
import { CLUSTER_TAG, OWNER_TAG, REUSE_TAG } from '../model/names.ts';
import type { ServiceView } from '../model/service-view.ts';
import { wantedInstance } from './instance.ts';

export interface TagDifference {
  readonly add: readonly Tag[];
  readonly remove: readonly Tag[];
}

const NO_DIFFERENCE: TagDifference = { add: [], remove: [] };

/**
 * How annotation additional-resource-tags differs from the instance (helper.FilterTags, DiffLoadBalancerTags):
 * both sides lose Alibaba's own tags and the ones CCM keeps for itself.
 */
export function compareTags(view: ServiceView): TagDifference {
  const instance = wantedInstance(view);
  const { Tags: wished, isUserManaged } = view.desired.attribute;
  if (!instance || wished.length === 0 || !view.context.features.enforcesAdditionalTags) return NO_DIFFERENCE;
  const reserved = new Set([OWNER_TAG, CLUSTER_TAG, ...(isUserManaged ? [REUSE_TAG] : [])]);
  const compared = (tags: readonly Tag[]) =>
    tags.filter((tag) => !tag.key.startsWith('acs:') && !reserved.has(tag.key));
  const wanted = compared(wished);
  const present = compared(instance.Tags);
  const values = new Map(present.map((tag) => [tag.key, tag.value]));
  const keys = new Set(wanted.map((tag) => tag.key));
  return {
    add: wanted.filter((tag) => values.get(tag.key) !== tag.value),
    remove: present.filter((tag) => !keys.has(tag.key)),
  };
}

/** The tags of an annotation once the given ones are added or changed and others removed: `k=v,k2=v2`. */
export function tagList(tags: readonly Tag[]): string {
  return tags.map((tag) => (tag.value === '' ? tag.key : `${tag.key}=${tag.value}`)).join(',');
}

/** The tags of an instance that annotation additional-resource-tags would have to list to be in sync. */
export function annotatableTags(view: ServiceView): readonly Tag[] {
  const reserved = new Set([
    OWNER_TAG,
    CLUSTER_TAG,
    ...(view.desired.attribute.isUserManaged ? [REUSE_TAG] : []),
  ]);
  return (view.attribute?.Tags ?? []).filter((tag) => !tag.key.startsWith('acs:') && !reserved.has(tag.key));
}
