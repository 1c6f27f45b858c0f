import type { KubeService } from '../snapshot/kubernetes-items.ts';
import { type Found, findLoadBalancer } from './actual/find.ts';
import { type ActualAttribute, actualAttribute } from './actual/load-balancer.ts';
import type { Owner } from './actual/server-groups.ts';
import { type Annotations, readAnnotations } from './annotations.ts';
import type { AuditContext } from './audit-context.ts';
import type { ClusterIndex } from './cluster-index.ts';
import { type ComparedParts, compareParts, unreadParts } from './comparison/parts.ts';
import { type DesiredLoadBalancer, desiredLoadBalancer } from './desired/load-balancer.ts';
import { vgroupPortFault } from './desired/port-annotations.ts';
import type { AnnotationFault } from './fault.ts';
import { defaultLoadBalancerName } from './names.ts';
import { isBeingDeleted } from './service.ts';

/** One Service with everything wanted of it, everything there is, and how the two differ: what rules look at. */
export interface ServiceView extends ComparedParts {
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
  /** Id of the instance; '' when there is none or it is unread. */
  readonly loadBalancerId: string;
  /** The instance's own attributes; undefined when there is none or it is unread. */
  readonly attribute: ActualAttribute | undefined;
  /** The instance's listeners are CCM's to change: it is its own, or force-override-listeners is true. */
  readonly comparesListeners: boolean;
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
  const beingDeleted = isBeingDeleted(service);
  const comparesListeners = !isUserManaged || annotations.get('force-override-listeners') === 'true';
  const attribute = found.kind === 'found' ? actualAttribute(found.item) : undefined;
  const parts =
    found.kind === 'found' && (!beingDeleted || isUserManaged)
      ? compareParts({ cluster, context, owner, annotations, desired, comparesListeners }, found.item)
      : found.kind === 'unread'
        ? UNREAD_INSTANCE
        : NO_PARTS;
  return {
    context,
    cluster,
    service,
    owner,
    annotations,
    beingDeleted,
    defaultName,
    desired,
    found,
    faults: vgroupFault ? [...desired.faults, vgroupFault] : desired.faults,
    loadBalancerId: attribute?.LoadBalancerId ?? '',
    attribute,
    comparesListeners,
    groups: parts.groups,
    listeners: parts.listeners,
    cleanUp: parts.cleanUp,
    defaultGroup: parts.defaultGroup,
    unread: parts.unread,
  };
}

const NO_PARTS = unreadParts();
const UNREAD_INSTANCE = unreadParts('loadBalancers');
