import type { SlbListener, SlbLoadBalancer } from '../../snapshot/cloud-items.ts';
import { isOwnedBy, type Owner } from '../actual/server-groups.ts';
import type { DesiredVServerGroup } from '../desired/server-groups.ts';
import { parseListenerKey } from '../names.ts';

/** The instance's default server group beside the nodes wanted in it, by instance id. */
export interface DefaultGroupComparison {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** The ports want no node at all. */
  readonly wantsNone: boolean;
  /** The group was not read: only DescribeLoadBalancerAttribute shows it. */
  readonly unread: boolean;
}

/** Whether older builds of CCM v1 made this Service's listeners: ours, and none has a VServer group. */
export function usesDefaultGroup(listeners: readonly SlbListener[], owner: Owner): boolean {
  const ours = listeners.filter((listener) => isOwnedBy(parseListenerKey(listener.Description), owner));
  return ours.length > 0 && ours.every((listener) => (listener.VServerGroupId ?? '') === '');
}

const UNREAD: DefaultGroupComparison = { add: [], remove: [], wantsNone: false, unread: true };

/** Compares the default server group with the nodes the Service's ports want. */
export function compareDefaultGroup(
  item: SlbLoadBalancer,
  desired: readonly DesiredVServerGroup[],
): DefaultGroupComparison {
  const present = item.BackendServers?.BackendServer;
  if (!present) return UNREAD;
  const wanted = new Set<string>();
  for (const { backends } of desired) {
    if (!backends) return UNREAD;
    for (const { Type, ServerId } of backends) if (Type === 'ecs') wanted.add(ServerId);
  }
  const ids = new Set(present.map((backend) => backend.ServerId));
  return {
    add: [...wanted].filter((id) => !ids.has(id)),
    remove: [...ids].filter((id) => !wanted.has(id)),
    wantsNone: wanted.size === 0,
    unread: false,
  };
}
