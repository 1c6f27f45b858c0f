import { type ActualBackend, type ActualVServerGroup, actualGroup } from '../model/actual/server-groups.ts';
import type { GroupComparison } from '../model/comparison/server-groups.ts';
import { reusedGroupIds } from '../model/desired/port-annotations.ts';
import type { DesiredVServerGroup } from '../model/desired/server-groups.ts';
import type { Backend } from '../model/desired/weights.ts';
import type { ServiceView } from '../model/service-view.ts';
import type { BackendSpot } from '../rules/group.ts';
import { backendPlace, type NodeNames } from './backend-place.ts';
import type { BackendState, ExplainedBackend, ExplainedGroup } from './explanation.ts';

/** All server groups that the Service's ports want, and those that it no longer wants. */
export function explainGroups(view: ServiceView, names: NodeNames): ExplainedGroup[] {
  const { groups, desired } = view;
  const wanted = groups
    ? groups.map((group) => compared(group, names))
    : desired.vServerGroups.map((group) => alone(view, group, names));
  return [...wanted, ...unbuildable(view), ...unwanted(view, names)];
}

function compared(group: GroupComparison, names: NodeNames): ExplainedGroup {
  const { desired, actual } = group;
  const isRead = desired.backends !== undefined && (!actual || actual.backends !== undefined);
  return {
    name: actual?.VServerGroupName || desired.VServerGroupName,
    ...idOf(actual?.VServerGroupId ?? desired.boundGroupId),
    servicePort: desired.servicePort.port,
    state: !isRead ? 'unread' : actual ? 'both' : 'service-only',
    isCovered: group.covered,
    faults: [],
    backends: backendsOf(group, names),
  };
}

function idOf(id: string): { readonly id?: string } {
  return id === '' ? {} : { id };
}

function backendsOf(group: GroupComparison, names: NodeNames): ExplainedBackend[] {
  const { desired, actual } = group;
  if (!desired.backends || (actual && !actual.backends)) return oneSided(group, names);
  const present = actual?.backends ?? [];
  const taken = new Set<ActualBackend>();
  const wanted = desired.backends.map((backend) => {
    const match = present.find((one) => isSame(backend, one));
    if (match) taken.add(match);
    return line(backend, backend.Weight, match?.Weight ?? null, stateOf(group, backend, match), names);
  });
  const invalid = desired.invalidBackends.map((backend) =>
    line(backend, backend.Weight, null, 'invalid', names),
  );
  const rest = present
    .filter((backend) => !taken.has(backend))
    .map((backend) => line(backend, null, backend.Weight, stateOfRest(group, backend), names));
  return [...wanted, ...invalid, ...rest];
}

/** What is known of either side, while the other one is not. */
function oneSided({ desired, actual }: GroupComparison, names: NodeNames): ExplainedBackend[] {
  const wanted = desired.backends ?? [];
  const present = actual?.backends ?? [];
  return [
    ...wanted.map((backend) => line(backend, backend.Weight, null, 'unknown', names)),
    ...present.map((backend) => line(backend, null, backend.Weight, 'unknown', names)),
  ];
}

function stateOfRest(
  { remove, actual, desired, covered }: GroupComparison,
  backend: ActualBackend,
): BackendState {
  if (remove.includes(backend)) return 'remove';
  const isOurs = actual?.backends?.includes(backend) && !backend.isUserManaged;
  return isOurs && (desired.invalidBackends.length > 0 || covered) ? 'surplus-kept' : 'theirs';
}

function isSame(wanted: Backend, present: ActualBackend): boolean {
  return (
    wanted.ServerId === present.ServerId &&
    wanted.Port === present.Port &&
    (wanted.Type === 'ecs' || wanted.ServerIp === present.ServerIp)
  );
}

function stateOf(group: GroupComparison, backend: Backend, match: ActualBackend | undefined): BackendState {
  if (!group.actual) return 'wanted';
  if (!match) return group.add.includes(backend) ? 'add' : 'wanted';
  if (match.Weight === backend.Weight) return 'equal';
  const changes = group.weights.some(
    (one) =>
      one.ServerId === backend.ServerId && one.Port === backend.Port && one.ServerIp === backend.ServerIp,
  );
  return changes ? 'weight' : 'weight-kept';
}

function line(
  spot: BackendSpot,
  serviceWeight: number | null,
  slbWeight: number | null,
  state: BackendState,
  names: NodeNames,
): ExplainedBackend {
  return { ...backendPlace(spot, names), serviceWeight, slbWeight, state };
}

/** A group that there is nothing to compare with. */
function alone(view: ServiceView, group: DesiredVServerGroup, names: NodeNames): ExplainedGroup {
  const isUnread = view.found.kind === 'unread' || view.found.kind === 'found' || !group.backends;
  const isBlocked = view.found.kind === 'ambiguous' || view.found.kind === 'reused-missing';
  return {
    name: group.VServerGroupName,
    ...idOf(group.boundGroupId),
    servicePort: group.servicePort.port,
    state: isUnread ? 'unread' : isBlocked ? 'blocked' : 'service-only',
    isCovered: false,
    faults: [],
    backends: (group.backends ?? []).map((one) =>
      line(one, one.Weight, null, isUnread ? 'unknown' : 'wanted', names),
    ),
  };
}

function unbuildable({ desired }: ServiceView): ExplainedGroup[] {
  return desired.unbuildable.map((group) => ({
    name: group.VServerGroupName,
    ...idOf(group.boundGroupId),
    servicePort: group.servicePort.port,
    state: 'unbuildable',
    isCovered: false,
    faults: group.faults,
    backends: [],
  }));
}

/** Groups that only the clean-up looks at. Also where it is not reached: they are on the instance all the same. */
function unwanted(view: ServiceView, names: NodeNames): ExplainedGroup[] {
  const { attribute, cluster, groups, owner } = view;
  if (!attribute || !groups) return [];
  const wanted = new Set(groups.map((one) => one.desired.boundGroupId || one.actual?.VServerGroupId));
  const reused = reusedGroupIds(view.annotations.get('vgroup-port'));
  return cluster.cloud
    .groupsOf(attribute.LoadBalancerId)
    .map((item) => actualGroup(item, owner, reused))
    .filter((group) => !wanted.has(group.VServerGroupId))
    .filter((group) => group.isOurs || (group.backends ?? []).some((one) => !one.isUserManaged))
    .map((group) => leftOver(group, names));
}

function leftOver(group: ActualVServerGroup, names: NodeNames): ExplainedGroup {
  return {
    name: group.VServerGroupName,
    id: group.VServerGroupId,
    state: group.backends === undefined ? 'unread' : group.isOurs ? 'unwanted' : 'emptied',
    isCovered: false,
    faults: [],
    backends: (group.backends ?? []).map((one) =>
      line(one, null, one.Weight, one.isUserManaged ? 'theirs' : 'remove', names),
    ),
  };
}
