import type { SlbBackend, SlbVServerGroup } from '../../snapshot/cloud-items.ts';
import { toInteger } from '../../snapshot/shapes.ts';
import { type NamedKey, parseGroupKey } from '../names.ts';

/** Whose listeners and groups count as ours: one Service of one cluster. */
export interface Owner {
  readonly service: string;
  readonly namespace: string;
  readonly clusterId: string;
}

/** A backend as SLB has it. */
export interface ActualBackend {
  readonly ServerId: string;
  readonly ServerIp: string;
  readonly Port: number;
  readonly Weight: number;
  readonly Description: string;
  /** Put there by somebody else than this Service's CCM: never removed. */
  readonly isUserManaged: boolean;
}

/** A VServer group of the instance, seen by one Service's CCM. */
export interface ActualVServerGroup {
  readonly VServerGroupId: string;
  readonly VServerGroupName: string;
  /** CCM made it for this Service, and no user's backend is in it: it may be deleted. */
  readonly isOurs: boolean;
  /** Backends, read by CCM only for groups of ours or named in vgroup-port (else empty); undefined when unread. */
  readonly backends: readonly ActualBackend[] | undefined;
}

/** Whether a name of CCM's form is of this very Service and cluster (clbv1 isVGroupManagedByMyService). */
export function isOwnedBy(key: NamedKey | undefined, owner: Owner): boolean {
  return (
    key !== undefined &&
    key.service === owner.service &&
    key.namespace === owner.namespace &&
    key.clusterId === owner.clusterId
  );
}

/** Reads a group as CCM does for one Service (clbv1 DescribeVServerGroups). */
export function actualGroup(
  item: SlbVServerGroup,
  owner: Owner,
  reused: ReadonlySet<string>,
): ActualVServerGroup {
  const VServerGroupName = item.VServerGroupName ?? '';
  const named = isOwnedBy(parseGroupKey(VServerGroupName), owner);
  // Spread last: Node 20 makes a new hidden class for every literal that goes on after a spread.
  const identity = { VServerGroupId: item.VServerGroupId, VServerGroupName };
  if (!named && !reused.has(item.VServerGroupId)) return { isOurs: false, backends: [], ...identity };
  const servers = item.BackendServers;
  if (!servers) return { isOurs: named, backends: undefined, ...identity };
  const ownName = named ? VServerGroupName : undefined;
  const backends = (servers.BackendServer ?? []).map((backend) => actualBackend(backend, owner, ownName));
  return { isOurs: named && backends.every((backend) => !backend.isUserManaged), backends, ...identity };
}

/** CCM describes a backend by its group's name; where the two are one, the name need not be parsed again. */
function actualBackend(item: SlbBackend, owner: Owner, ownName: string | undefined): ActualBackend {
  const Description = item.Description ?? '';
  return {
    ServerId: item.ServerId,
    ServerIp: item.ServerIp ?? '',
    Port: toInteger(item.Port),
    Weight: toInteger(item.Weight),
    Description,
    isUserManaged: Description !== ownName && !isOwnedBy(parseGroupKey(Description), owner),
  };
}
