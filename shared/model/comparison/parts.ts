import type { SlbLoadBalancer, SlbServerCertificate } from '../../snapshot/cloud-items.ts';
import type { Part } from '../../snapshot/readability.ts';
import { toInteger } from '../../snapshot/shapes.ts';
import { actualListener } from '../actual/listeners.ts';
import { type ActualVServerGroup, actualGroup, type Owner } from '../actual/server-groups.ts';
import type { Annotations } from '../annotations.ts';
import type { AuditContext } from '../audit-context.ts';
import type { ClusterIndex } from '../cluster-index.ts';
import type { DesiredLoadBalancer } from '../desired/load-balancer.ts';
import { reusedGroupIds } from '../desired/port-annotations.ts';
import { type CleanUp, compareCleanUp } from './clean-up.ts';
import { compareDefaultGroup, type DefaultGroupComparison, usesDefaultGroup } from './default-group.ts';
import { type CertificateCheck, compareListeners, type ListenerComparison } from './listeners.ts';
import { compareGroups, type GroupComparison } from './server-groups.ts';

/** The parts of a Service's instance beside what is wanted of them. */
export interface ComparedParts {
  /** These are undefined when there is no instance, when it is an own one to be deleted, or when a part is unread. */
  readonly groups: readonly GroupComparison[] | undefined;
  readonly listeners: ListenerComparison | undefined;
  readonly cleanUp: CleanUp | undefined;
  /** Only for a v1 target, and listeners that an older build of it made. */
  readonly defaultGroup: DefaultGroupComparison | undefined;
  /** Parts that were needed and could not be read. Not empty: this Service is not wholly compared. */
  readonly unread: readonly Part[];
}

/** Nothing compared: for want of an instance, or of the parts that could not be read. */
export function unreadParts(...unread: readonly Part[]): ComparedParts {
  return { groups: undefined, listeners: undefined, cleanUp: undefined, defaultGroup: undefined, unread };
}

/** What the comparison of one Service starts from. */
export interface PartsInput {
  readonly cluster: ClusterIndex;
  readonly context: AuditContext;
  readonly owner: Owner;
  readonly annotations: Annotations;
  readonly desired: DesiredLoadBalancer;
  readonly comparesListeners: boolean;
}

/** Compares groups, listeners and what is left over on an instance, leaving out what rests on an unread part. */
export function compareParts(base: PartsInput, item: SlbLoadBalancer): ComparedParts {
  const loadBalancerId = item.LoadBalancerId;
  const { cluster, desired, owner, annotations, context } = base;
  const { cloud, readable, regionId } = cluster;
  if (readable.cloudUnread(regionId, 'vServerGroups', loadBalancerId)) {
    return unreadParts('vServerGroups');
  }

  const unread = new Set<Part>();
  const reused = reusedGroupIds(annotations.get('vgroup-port'));
  const actualGroups: ActualVServerGroup[] = cloud
    .groupsOf(loadBalancerId)
    .map((item) => actualGroup(item, owner, reused));
  const byDefaultGroup =
    context.features.firstGeneration && usesDefaultGroup(cloud.listenersOf(loadBalancerId), owner);
  const defaultGroup = byDefaultGroup ? compareDefaultGroup(item, desired.vServerGroups) : undefined;
  if (defaultGroup?.unread) unread.add('loadBalancers');
  const groups = byDefaultGroup ? [] : compareGroups(desired.vServerGroups, actualGroups);
  for (const part of unreadBehind(base, groups)) unread.add(part);
  const cleanUp = compareCleanUp(actualGroups, groups);
  if (cleanUp.unread) unread.add('vServerGroups');

  const listeners = base.comparesListeners ? listenersBeside(base, loadBalancerId, groups) : undefined;
  if (base.comparesListeners) for (const part of unreadIn(listeners)) unread.add(part);
  return {
    groups,
    listeners,
    cleanUp: unread.size > 0 ? undefined : cleanUp,
    defaultGroup,
    unread: [...unread],
  };
}

/** Undefined when the listeners were not read. */
function listenersBeside(
  { cluster, context, owner, annotations, desired }: PartsInput,
  loadBalancerId: string,
  groups: readonly GroupComparison[],
): ListenerComparison | undefined {
  const { cloud, readable, regionId } = cluster;
  if (readable.cloudUnread(regionId, 'listeners', loadBalancerId)) return undefined;
  const actual = cloud.listenersOf(loadBalancerId).map((item) => {
    const extensions = cloud.domainExtensionsOf(loadBalancerId, Number(item.ListenerPort));
    return actualListener(item, owner, extensions);
  });
  return compareListeners({
    desired: desired.listeners,
    actual,
    groups,
    unbuildable: desired.unbuildable,
    features: context.features,
    certificate: certificateCheck(cloud.certificates, context.now),
    comparesExtensions: annotations.has('domain-extensions'),
  });
}

/** What is missing of the listeners, or of what only they ask for. */
function unreadIn(listeners: ListenerComparison | undefined): Part[] {
  if (!listeners) return ['listeners'];
  const parts: Part[] = [];
  if (listeners.pairs.some((pair) => pair.extensions.unread)) parts.push('domainExtensions');
  if (listeners.pairs.some((pair) => pair.certificate === 'unread')) parts.push('serverCertificates');
  return parts;
}

/** Which part is missing where a group's backends could not be worked out. */
function unreadBehind(base: PartsInput, groups: readonly GroupComparison[]): Part[] {
  const parts: Part[] = [];
  if (groups.some((group) => group.actual && !group.actual.backends)) parts.push('vServerGroups');
  if (base.desired.vServerGroups.every((group) => group.backends)) return parts;
  const { readable, clusterId, cloud } = base.cluster;
  const key = `${base.owner.namespace}/${base.owner.service}`;
  if (readable.kubernetesUnread(clusterId, 'endpointSlices', key)) parts.push('endpointSlices');
  else if (readable.kubernetesUnread(clusterId, 'nodes') && base.desired.policy !== 'ENI')
    parts.push('nodes');
  else if (
    !cloud.hasNetworkInterfaces ||
    readable.cloudIncomplete(base.cluster.regionId, 'networkInterfaces')
  ) {
    parts.push('networkInterfaces');
  } else parts.push(readable.kubernetesUnread(clusterId, 'pods') ? 'pods' : 'vpcs');
  return parts;
}

/** clbv1 checkCertValidity. An empty id asks the API for every certificate, and several are an error. */
function certificateCheck(
  certificates: readonly SlbServerCertificate[] | undefined,
  now: number,
): CertificateCheck {
  return (present, wanted) => {
    if (!certificates) return 'unread';
    const byId = (id: string) =>
      certificates.filter((certificate) => id === '' || certificate.ServerCertificateId === id);
    const before = byId(present);
    const after = byId(wanted);
    if (before.length > 1 || after.length > 1) return 'several';
    if (before.length === 0) return 'usable';
    const [certificate] = after;
    if (!certificate) return 'missing';
    return toInteger(certificate.ExpireTimeStamp) < now ? 'expired' : 'usable';
  };
}
