import type { SlbVServerGroup } from '../../snapshot/cloud-items.ts';
import type { KubeEndpointSlice, KubeService, KubeServicePort } from '../../snapshot/kubernetes-items.ts';
import type { Annotations } from '../annotations.ts';
import type { CcmFeatures } from '../ccm-version.ts';
import { atoi } from '../go.ts';
import { namedKey, parseGroupKey } from '../names.ts';
import { clusterBackends, eniBackends, type GroupFault, localBackends } from './backends.ts';
import { type EndpointSource, endpointsOf } from './endpoints.ts';
import type { CandidateNodes } from './nodes.ts';
import { boundGroupId } from './port-annotations.ts';
import { type Backend, type TrafficPolicy, type WeightWish, withWeights } from './weights.ts';

/** What the VPC says of a pod's address. */
export type EniLookup =
  | { readonly kind: 'found'; readonly id: string }
  /** Inside the VPC's CIDR blocks, yet no network interface has it. */
  | { readonly kind: 'invalid' }
  /** Outside the VPC: CCM drops it silently. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'unread' };

/** A VServer group that a Service port asks for. */
export interface DesiredVServerGroup {
  readonly servicePort: KubeServicePort;
  readonly VServerGroupName: string;
  /** Id of the user's group that vgroup-port binds, '' for a group of CCM's own. */
  readonly boundGroupId: string;
  /** Undefined when something needed for them could not be read. */
  readonly backends: readonly Backend[] | undefined;
  /** ENI backends without a network interface: kept out of the comparison. */
  readonly invalidBackends: readonly Backend[];
  readonly ignoreWeightUpdate: boolean;
}

/** A VServer group that CCM cannot build, and every reason for it. */
export interface UnbuildableGroup {
  readonly servicePort: KubeServicePort;
  readonly VServerGroupName: string;
  readonly boundGroupId: string;
  readonly faults: readonly GroupFault[];
}

/** What the wanted groups are built from. */
export interface GroupContext {
  readonly service: KubeService;
  readonly clusterId: string;
  readonly annotations: Annotations;
  readonly isUserManaged: boolean;
  readonly policy: TrafficPolicy;
  readonly features: CcmFeatures;
  readonly nodes: CandidateNodes;
  readonly endpoints: EndpointSource;
  /** The groups of the reused instance, for vgroup-port; undefined when unread. */
  readonly groupsOfReused: readonly SlbVServerGroup[] | undefined;
  readonly eniOf: (address: string) => EniLookup;
  /** Endpoint slices or nodes of this Service are unread. */
  readonly backendsUnread: boolean;
}

/** `k8s/<nodePort or targetPort>/<service>/<namespace>/<cluster id>` (clbv1 getVGroupNamedKey). */
export function groupName(
  service: KubeService,
  port: KubeServicePort,
  clusterId: string,
  eni: boolean,
): string {
  const x = eni ? (port.targetPort ?? port.port) : (port.nodePort ?? 0);
  return namedKey(x, service.metadata.name, service.metadata.namespace, clusterId);
}

/** Builds the group of one Service port (clbv1 buildVGroupForServicePort, updateVServerGroupENIBackendID). */
export function desiredGroup(
  context: GroupContext,
  port: KubeServicePort,
): { readonly built: DesiredVServerGroup } | { readonly unbuildable: UnbuildableGroup } {
  const { annotations, policy } = context;
  const faults: GroupFault[] = [];
  const binds = context.isUserManaged && annotations.get('vgroup-port') !== '';
  const boundId = binds ? boundGroupId(annotations.get('vgroup-port'), port.port) : '';
  if (boundId !== '') faults.push(...bindingFaults(context, boundId));
  const wish = weightWish(context, binds, faults);

  const identity = {
    servicePort: port,
    VServerGroupName: groupName(context.service, port, context.clusterId, policy === 'ENI'),
    boundGroupId: boundId,
  };
  const choice = context.backendsUnread ? undefined : chooseBackends(context, port);
  if (choice) faults.push(...choice.faults);
  if (faults.length > 0) return { unbuildable: { ...identity, faults } };

  const resolved = choice && resolveEnis(finished(policy, choice.backends, wish), context.eniOf);
  // Spread last: Node 20 makes a new hidden class for every literal that goes on after a spread.
  return {
    built: {
      backends: resolved?.backends,
      invalidBackends: resolved?.invalid ?? [],
      ignoreWeightUpdate: annotations.get('ignore-weight-update').toLowerCase() === 'on',
      ...identity,
    },
  };
}

function bindingFaults(context: GroupContext, boundId: string): GroupFault[] {
  if (!context.groupsOfReused) return [];
  const group = context.groupsOfReused.find((candidate) => candidate.VServerGroupId === boundId);
  if (!group) return [{ reason: 'bound-group-missing', value: boundId }];
  return parseGroupKey(group.VServerGroupName) ? [{ reason: 'bound-group-of-ccm', value: boundId }] : [];
}

/** `weight` is read only on a reused instance with vgroup-port; `default-weight` always. Both are 0 to 100. */
function weightWish(context: GroupContext, binds: boolean, faults: GroupFault[]): WeightWish {
  const read = (annotation: 'weight' | 'default-weight') => {
    const value = context.annotations.get(annotation);
    if (value === '') return undefined;
    const weight = atoi(value);
    if (weight !== undefined && weight >= 0 && weight <= 100) return weight;
    faults.push({ reason: annotation, value });
    return undefined;
  };
  const total = binds ? read('weight') : undefined;
  const each = (context.features.defaultWeight ? read('default-weight') : undefined) ?? 100;
  return { total, each };
}

/** The backends of a port before weights; undefined when a pod that was not read could add one. */
function chooseBackends(context: GroupContext, port: KubeServicePort) {
  const { policy, nodes } = context;
  if (policy === 'Cluster' && !nodes.hasVirtual && context.endpoints.slices.every(namesNodes)) {
    return clusterBackends(nodes, port, []);
  }
  const { endpoints, missedPods } = endpointsOf(context.endpoints, port);
  if (policy === 'Cluster')
    return missedPods && nodes.hasVirtual ? undefined : clusterBackends(nodes, port, endpoints);
  if (missedPods) return undefined;
  return policy === 'ENI' ? eniBackends(endpoints) : localBackends(nodes, port, endpoints);
}

/** Endpoints that all name their node add nothing to "every node", as long as no node is a virtual one. */
function namesNodes(slice: KubeEndpointSlice): boolean {
  return slice.endpoints?.every((endpoint) => (endpoint.nodeName ?? undefined) !== undefined) ?? true;
}

function finished(policy: TrafficPolicy, backends: readonly Backend[], wish: WeightWish): readonly Backend[] {
  const weighted = withWeights(policy, backends, wish);
  if (policy !== 'Local') return weighted;
  const seen = new Set<string>();
  return weighted.filter((backend) => {
    if (backend.Type !== 'ecs') return true;
    const known = seen.has(backend.ServerId);
    seen.add(backend.ServerId);
    return !known;
  });
}

function resolveEnis(backends: readonly Backend[], eniOf: GroupContext['eniOf']) {
  if (backends.every((backend) => backend.Type === 'ecs')) return { backends, invalid: [] };
  const valid: Backend[] = [];
  const invalid: Backend[] = [];
  for (const backend of backends) {
    if (backend.Type === 'ecs') {
      valid.push(backend);
      continue;
    }
    const lookup = eniOf(backend.ServerIp);
    if (lookup.kind === 'unread') return undefined;
    if (lookup.kind === 'found') valid.push({ ...backend, ServerId: lookup.id });
    else if (lookup.kind === 'invalid') invalid.push(backend);
  }
  return { backends: valid, invalid };
}
