import type { SlbLoadBalancer } from '../snapshot/cloud-items.ts';
import { tagsOf } from './actual/load-balancer.ts';
import type { CloudIndex } from './cloud-index.ts';
import { CLUSTER_TAG, type NamedKey, OWNER_TAG, parseGroupKey, parseListenerKey } from './names.ts';

/** Whose an instance is, by its own tags and by the names CCM left in its listeners and groups. */
export interface InstanceOwner {
  /** Value of the owner tag: the default name of the Service it was made for. */
  readonly defaultName: string | undefined;
  /** The cluster it belongs to, by tag, else by names; undefined when nothing tells. */
  readonly clusterId: string | undefined;
  /** `namespace/name` of the Services that its listeners and groups name, of any cluster. */
  readonly services: readonly string[];
}

/** Reads who made an instance; undefined for one that CCM did not make (no owner tag). */
export function ownerOf(item: SlbLoadBalancer, cloud: CloudIndex): InstanceOwner | undefined {
  const tags = tagsOf(item);
  const owner = tags.find((tag) => tag.key === OWNER_TAG);
  if (!owner) return undefined;
  const keys = keysOn(item, cloud);
  const tagged = tags.find((tag) => tag.key === CLUSTER_TAG)?.value;
  return {
    defaultName: owner.value || undefined,
    clusterId: tagged || keys[0]?.clusterId,
    services: servicesIn(keys),
  };
}

/** Every name of CCM's form on an instance. */
export function keysOn(item: SlbLoadBalancer, cloud: CloudIndex): NamedKey[] {
  const listeners = cloud.listenersOf(item.LoadBalancerId).map((one) => parseListenerKey(one.Description));
  const groups = cloud.groupsOf(item.LoadBalancerId).map((one) => parseGroupKey(one.VServerGroupName));
  return [...listeners, ...groups].filter((key) => key !== undefined);
}

/** `namespace/name` of the Services that names speak of, each once. */
export function servicesIn(keys: readonly NamedKey[]): string[] {
  return [...new Set(keys.map((key) => `${key.namespace}/${key.service}`))];
}
