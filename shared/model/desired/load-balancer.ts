import type { KubeService } from '../../snapshot/kubernetes-items.ts';
import { type Annotations, BACKEND_TYPE_KEY, plainAnnotation } from '../annotations.ts';
import type { CcmFeatures } from '../ccm-version.ts';
import type { ClusterIndex } from '../cluster-index.ts';
import type { AnnotationFault } from '../fault.ts';
import { isBeingDeleted, serviceKey } from '../service.ts';
import { attributeOfDeleted, type DesiredAttribute, desiredAttribute } from './attribute.ts';
import { type DesiredListener, desiredListeners } from './listeners.ts';
import { type DesiredVServerGroup, desiredGroup, type UnbuildableGroup } from './server-groups.ts';
import type { TrafficPolicy } from './weights.ts';

/** Everything a Service asks of SLB: CCM's "local model". */
export interface DesiredLoadBalancer {
  readonly attribute: DesiredAttribute;
  readonly policy: TrafficPolicy;
  readonly listeners: readonly DesiredListener[];
  readonly vServerGroups: readonly DesiredVServerGroup[];
  readonly unbuildable: readonly UnbuildableGroup[];
  /** Annotations that stop CCM while it builds this model. What could be read of the rest stands here all the same. */
  readonly faults: readonly AnnotationFault[];
}

function trafficPolicy(service: KubeService, eniByDefault: boolean): TrafficPolicy {
  const backendType = plainAnnotation(service, BACKEND_TYPE_KEY);
  if (backendType !== '' ? backendType === 'eni' : eniByDefault) return 'ENI';
  return service.spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster';
}

/** Builds what a Service asks for; a Service whose SLB has to go asks for nothing (clbv1 localModel.Build). */
export function desiredLoadBalancer(
  cluster: ClusterIndex,
  service: KubeService,
  annotations: Annotations,
  features: CcmFeatures,
): DesiredLoadBalancer {
  const policy = trafficPolicy(service, cluster.eniByDefault);
  if (isBeingDeleted(service)) {
    const attribute = attributeOfDeleted(annotations);
    return { attribute, policy, listeners: [], vServerGroups: [], unbuildable: [], faults: [] };
  }

  const faults: AnnotationFault[] = [];
  const attribute = desiredAttribute(annotations, faults);
  const nodes = cluster.nodes(annotations);
  faults.push(...nodes.faults);

  const key = serviceKey(service);
  const { readable, clusterId, cloud } = cluster;
  const reused = attribute.isUserManaged && annotations.get('vgroup-port') !== '';
  // Of an instance that is not there, that it lacks a group need not be said.
  const knowsGroups =
    reused &&
    cloud.byId.has(attribute.LoadBalancerId) &&
    !readable.cloudUnread(cluster.regionId, 'vServerGroups', attribute.LoadBalancerId);
  const context = {
    service,
    clusterId,
    annotations,
    isUserManaged: attribute.isUserManaged,
    policy,
    features,
    nodes,
    endpoints: {
      serviceName: service.metadata.name,
      slices: cluster.slicesOf(service),
      pod: cluster.pod,
      podsUnread: readable.kubernetesUnread(clusterId, 'pods'),
    },
    groupsOfReused: knowsGroups ? cloud.groupsOf(attribute.LoadBalancerId) : undefined,
    eniOf: (address: string) => cloud.eniOf(address, cluster.vpcId),
    backendsUnread:
      readable.kubernetesUnread(clusterId, 'endpointSlices', key) ||
      (policy !== 'ENI' && readable.kubernetesUnread(clusterId, 'nodes')),
  };
  const vServerGroups: DesiredVServerGroup[] = [];
  const unbuildable: UnbuildableGroup[] = [];
  for (const port of service.spec.ports ?? []) {
    const group = desiredGroup(context, port);
    if ('built' in group) vServerGroups.push(group.built);
    else unbuildable.push(group.unbuildable);
  }
  const listeners = desiredListeners({ eniBackends: policy === 'ENI', ...context }, faults);
  return { attribute, policy, listeners, vServerGroups, unbuildable, faults };
}
