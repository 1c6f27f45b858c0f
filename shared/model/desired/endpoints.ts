import type { KubeEndpointSlice, KubePod, KubeServicePort } from '../../snapshot/kubernetes-items.ts';

/** A pod address that should get traffic. */
export interface Endpoint {
  readonly address: string;
  readonly nodeName: string | undefined;
  readonly port: number;
}

/** The endpoints of one Service port, and whether a pod that was not read could have added one. */
export interface PortEndpoints {
  readonly endpoints: readonly Endpoint[];
  readonly missedPods: boolean;
}

/** Where the endpoints of one Service come from. */
export interface EndpointSource {
  readonly serviceName: string;
  readonly slices: readonly KubeEndpointSlice[];
  readonly pod: (namespace: string, name: string) => KubePod | undefined;
  readonly podsUnread: boolean;
}

type SliceEndpoint = NonNullable<KubeEndpointSlice['endpoints']>[number];

/**
 * The endpoints CCM would use for a Service port (clbv1 setBackendsFromEndpointSlices): IPv4 slices, ready and
 * not terminating, or waiting only for CCM's own readiness gate; de-duplicated by address over all slices.
 */
export function endpointsOf(source: EndpointSource, port: KubeServicePort): PortEndpoints {
  const endpoints: Endpoint[] = [];
  const seen = new Set<string>();
  let missedPods = false;
  for (const slice of source.slices) {
    if (slice.addressType !== 'IPv4') continue;
    const number = portIn(slice, port);
    if (number === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      if (endpoint.conditions?.terminating) continue;
      for (const address of endpoint.addresses ?? []) {
        if (seen.has(address)) continue;
        if (!endpoint.conditions?.ready) {
          if (source.podsUnread && endpoint.targetRef?.kind === 'Pod') missedPods = true;
          if (!waitsForGateOnly(source, endpoint)) continue;
        }
        seen.add(address);
        endpoints.push({ address, nodeName: endpoint.nodeName ?? undefined, port: number });
      }
    }
  }
  return { endpoints, missedPods };
}

/** A numeric targetPort, else the slice's port of the same name; a slice without it is skipped whole. */
function portIn(slice: KubeEndpointSlice, port: KubeServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const named = slice.ports?.find((candidate) => (candidate.name ?? undefined) === (port.name ?? ''));
  const number = named?.port ?? 0;
  return number === 0 ? undefined : number;
}

function waitsForGateOnly(source: EndpointSource, endpoint: SliceEndpoint): boolean {
  const target = endpoint.targetRef;
  if (target?.kind !== 'Pod') return false;
  const pod = source.pod(target.namespace ?? '', target.name ?? '');
  const gate = `service.readiness.alibabacloud.com/${source.serviceName}`;
  if (!pod?.spec?.readinessGates?.some((candidate) => candidate.conditionType === gate)) return false;
  return pod.status?.conditions?.find((c) => c.type === 'ContainersReady')?.status === 'True';
}
