import type { KubeEndpointSlice } from '../../../shared/snapshot/kubernetes-items.ts';
import { annotate, partsOf, type World, world } from '../world.ts';

/** More pods of a namespace than are asked for one by one. */
const MANY_PODS = 12;

/** Small, and such that a scan for CCM v1 has a reason for every call that a scan can make. */
export function thoroughFleet(): World {
  const fleet = world(
    {
      clusterId: 'c1',
      services: [{ name: 'tls', ports: [{ port: 443, protocol: 'https' }] }, { name: 'old' }],
    },
    { clusterId: 'c2', services: [{ name: 'many' }] },
    { clusterId: 'c3', services: [{ name: 'one' }] },
  );
  const { service, slb } = partsOf(fleet);
  annotate(service, 'cert-id', 'cert-good');
  annotate(service, 'domain-extensions', 'a.example.com:cert-good');
  for (const listener of slb.listeners) {
    if (listener.LoadBalancerId === 'lb-c1-old') delete listener.VServerGroupId;
  }
  const [nodes, many, one] = fleet.clusters;
  if (!nodes || !many || !one) throw new Error('the world is empty');
  for (const cluster of fleet.clusters) cluster.ccmVersion = '1.9.3';
  many.serviceBackendType = 'eni';
  one.serviceBackendType = 'eni';
  many.kubernetes.endpointSlices.items = [sliceOf('many', MANY_PODS)];
  one.kubernetes.endpointSlices.items = [sliceOf('one', 1)];
  return fleet;
}

/** One pod that is a backend, and others that are not ready: a readiness gate may make them backends too. */
function sliceOf(service: string, waiting: number) {
  const endpoint = (index: number) => ({
    addresses: [`10.0.0.${index + 1}`],
    conditions: { ready: index === 0 },
    targetRef: { kind: 'Pod', namespace: 'prod', name: `${service}-${index}` },
  });
  return {
    metadata: { namespace: 'prod', labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    ports: [{ name: 'p80', port: 8080 }],
    endpoints: Array.from({ length: waiting + 1 }, (_, index) => endpoint(index)),
  } satisfies KubeEndpointSlice;
}
