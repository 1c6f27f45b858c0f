import type { SlbLoadBalancer, SlbServerCertificate } from '../snapshot/cloud-items.ts';
import type { KubeService } from '../snapshot/kubernetes-items.ts';
import type { Part } from '../snapshot/readability.ts';
import { toInteger } from '../snapshot/shapes.ts';
import { type Found, findLoadBalancer } from './actual/find.ts';
import { actualListener } from './actual/listeners.ts';
import { type ActualAttribute, actualAttribute } from './actual/load-balancer.ts';
import { type ActualVServerGroup, actualGroup, type Owner } from './actual/server-groups.ts';
import { type Annotations, readAnnotations } from './annotations.ts';
import type { CcmFeatures } from './ccm-version.ts';
import type { ClusterIndex } from './cluster-index.ts';
import { type CleanUp, compareCleanUp } from './comparison/clean-up.ts';
import {
  compareDefaultGroup,
  type DefaultGroupComparison,
  usesDefaultGroup,
} from './comparison/default-group.ts';
import { type CertificateCheck, compareListeners, type ListenerComparison } from './comparison/listeners.ts';
import { compareGroups, type GroupComparison } from './comparison/server-groups.ts';
import { type DesiredLoadBalancer, desiredLoadBalancer } from './desired/load-balancer.ts';
import { reusedGroupIds, vgroupPortFault } from './desired/port-annotations.ts';
import type { AnnotationFault } from './fault.ts';
import { defaultLoadBalancerName } from './names.ts';
import { isBeingDeleted } from './service.ts';

/** What of the outside world the audit of a Service depends on beside the snapshot. */
export interface AuditContext {
  readonly targetCcmVersion: string;
  readonly features: CcmFeatures;
  /** Milliseconds since the epoch: certificates and ages are judged as of then. */
  readonly now: number;
}

/** One Service with everything wanted of it, everything there is, and how the two differ: what rules look at. */
export interface ServiceView {
  readonly context: AuditContext;
  readonly cluster: ClusterIndex;
  readonly service: KubeService;
  readonly owner: Owner;
  readonly annotations: Annotations;
  readonly beingDeleted: boolean;
  readonly defaultName: string;
  readonly desired: DesiredLoadBalancer;
  readonly found: Found;
  /** All annotation faults: of the desired model, and vgroup-port's as soon as an instance is found. */
  readonly faults: readonly AnnotationFault[];
  /** The instance's own attributes; undefined when there is none or it is unread. */
  readonly attribute: ActualAttribute | undefined;
  /** The instance's listeners are CCM's to change: it is its own, or force-override-listeners is true. */
  readonly comparesListeners: boolean;
  /** These are undefined when there is no instance, when it is an own one to be deleted, or when a part is unread. */
  readonly groups: readonly GroupComparison[] | undefined;
  readonly listeners: ListenerComparison | undefined;
  readonly cleanUp: CleanUp | undefined;
  /** Only for a v1 target, and listeners that an older build of it made. */
  readonly defaultGroup: DefaultGroupComparison | undefined;
  /** Parts that were needed and could not be read. Not empty: this Service is not wholly compared. */
  readonly unread: readonly Part[];
}

/** Compares one Service of a cluster with SLB. Pure: the same view for the same snapshot, target and time. */
export function viewService(cluster: ClusterIndex, service: KubeService, context: AuditContext): ServiceView {
  const { name, namespace, uid } = service.metadata;
  const owner: Owner = { service: name, namespace, clusterId: cluster.clusterId };
  const annotations = readAnnotations(service);
  const desired = desiredLoadBalancer(cluster, service, annotations, context.features);
  const defaultName = defaultLoadBalancerName(uid);
  const found = findLoadBalancer(cluster, desired.attribute.LoadBalancerId, defaultName);
  const vgroupFault = found.kind === 'found' ? vgroupPortFault(annotations.get('vgroup-port')) : undefined;
  const { isUserManaged } = desired.attribute;
  const comparesListeners = !isUserManaged || annotations.get('force-override-listeners') === 'true';
  const base = {
    context,
    cluster,
    service,
    owner,
    annotations,
    beingDeleted: isBeingDeleted(service),
    defaultName,
    desired,
    found,
    faults: vgroupFault ? [...desired.faults, vgroupFault] : desired.faults,
    comparesListeners,
  };
  const nothing = {
    attribute: undefined,
    groups: undefined,
    listeners: undefined,
    cleanUp: undefined,
    defaultGroup: undefined,
  };
  if (found.kind === 'unread') return { ...base, ...nothing, unread: ['loadBalancers'] };
  if (found.kind !== 'found') return { ...base, ...nothing, unread: [] };

  const attribute = actualAttribute(found.item);
  if (base.beingDeleted && !isUserManaged) return { ...base, ...nothing, attribute, unread: [] };
  return { ...base, attribute, ...compareParts(base, found.item) };
}

type Base = Omit<ServiceView, 'attribute' | 'groups' | 'listeners' | 'cleanUp' | 'defaultGroup' | 'unread'>;

function compareParts(base: Base, item: SlbLoadBalancer) {
  const loadBalancerId = item.LoadBalancerId;
  const { cluster, desired, owner, annotations, context } = base;
  const { cloud, readable, regionId } = cluster;
  const unread = new Set<Part>();
  if (readable.cloudUnread(regionId, 'vServerGroups', loadBalancerId)) {
    if (base.comparesListeners) unread.add('listeners');
    unread.add('vServerGroups');
    return {
      groups: undefined,
      listeners: undefined,
      cleanUp: undefined,
      defaultGroup: undefined,
      unread: [...unread],
    };
  }

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

  let listeners: ListenerComparison | undefined;
  if (base.comparesListeners) {
    if (readable.cloudUnread(regionId, 'listeners', loadBalancerId)) unread.add('listeners');
    else {
      listeners = compareListeners({
        desired: desired.listeners,
        actual: cloud
          .listenersOf(loadBalancerId)
          .map((item) =>
            actualListener(item, owner, cloud.domainExtensionsOf(loadBalancerId, Number(item.ListenerPort))),
          ),
        groups,
        unbuildable: desired.unbuildable,
        features: context.features,
        certificate: certificateCheck(cloud.certificates, context.now),
        comparesExtensions: annotations.has('domain-extensions'),
      });
      if (listeners.pairs.some((pair) => pair.extensions.unread)) unread.add('domainExtensions');
      if (listeners.pairs.some((pair) => pair.certificate === 'unread')) unread.add('serverCertificates');
    }
  }
  return {
    groups,
    listeners,
    cleanUp: unread.size > 0 ? undefined : cleanUp,
    defaultGroup,
    unread: [...unread],
  };
}

/** Which part is missing where a group's backends could not be worked out. */
function unreadBehind(base: Base, groups: readonly GroupComparison[]): Part[] {
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
