import type { KubeServicePort } from '../../snapshot/kubernetes-items.ts';
import type { Endpoint } from './endpoints.ts';
import { type CandidateNodes, instanceIdOf, isExcluded, isVirtual } from './nodes.ts';
import type { Backend } from './weights.ts';

/** Why CCM cannot build a VServer group; `value` is the offending id, weight, address or providerID. */
export interface GroupFault {
  readonly reason:
    | 'bound-group-missing'
    | 'bound-group-of-ccm'
    | 'weight'
    | 'default-weight'
    | 'endpoint-without-node'
    | 'provider-id';
  readonly value: string;
}

/** The backends of one group before weights and network interfaces, doubles included. */
export interface BackendChoice {
  readonly backends: readonly Backend[];
  readonly faults: readonly GroupFault[];
}

const NO_WEIGHT = 0;

function ecs(instanceId: string, port: KubeServicePort): Backend {
  return { Type: 'ecs', ServerId: instanceId, ServerIp: '', Port: port.nodePort ?? 0, Weight: NO_WEIGHT };
}

function eni(endpoint: Endpoint): Backend {
  return { Type: 'eni', ServerId: '', ServerIp: endpoint.address, Port: endpoint.port, Weight: NO_WEIGHT };
}

/** Pods as backends: every endpoint (clbv1 buildENIBackends). */
export function eniBackends(endpoints: readonly Endpoint[]): BackendChoice {
  return { backends: endpoints.map(eni), faults: [] };
}

/**
 * externalTrafficPolicy Local: the nodes that run endpoints, once for each pod; pods on virtual nodes as ENI
 * backends (clbv1 buildLocalBackends).
 */
export function localBackends(
  nodes: CandidateNodes,
  port: KubeServicePort,
  endpoints: readonly Endpoint[],
): BackendChoice {
  const onNodes: Backend[] = [];
  const onVirtual: Backend[] = [];
  const faults: GroupFault[] = [];
  for (const endpoint of endpoints) {
    if (endpoint.nodeName === undefined) {
      faults.push({ reason: 'endpoint-without-node', value: endpoint.address });
      continue;
    }
    const node = nodes.byName.get(endpoint.nodeName);
    if (!node) continue;
    if (isVirtual(node)) {
      onVirtual.push(eni(endpoint));
      continue;
    }
    if (isExcluded(node)) continue;
    const instanceId = instanceIdOf(node);
    if (instanceId === undefined) faults.push({ reason: 'provider-id', value: node.spec?.providerID ?? '' });
    else onNodes.push(ecs(instanceId, port));
  }
  return { backends: [...onNodes, ...onVirtual], faults };
}

/** externalTrafficPolicy Cluster: every eligible node, and pods on virtual nodes (clbv1 buildClusterBackends). */
export function clusterBackends(
  nodes: CandidateNodes,
  port: KubeServicePort,
  endpoints: readonly Endpoint[],
): BackendChoice {
  const faults: GroupFault[] = nodes.malformed.map((node) => ({
    reason: 'provider-id',
    value: node.spec?.providerID ?? '',
  }));
  const backends = nodes.instanceIds.map((id) => ecs(id, port));
  for (const endpoint of endpoints) {
    if (endpoint.nodeName === undefined) {
      faults.push({ reason: 'endpoint-without-node', value: endpoint.address });
      continue;
    }
    const node = nodes.hasVirtual ? nodes.byName.get(endpoint.nodeName) : undefined;
    if (node && isVirtual(node)) backends.push(eni(endpoint));
  }
  return { backends, faults };
}
