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
  const found: Collected = { endpoints: [], seen: new Set(), missedPods: false };
  for (const slice of source.slices) {
    const number = slice.addressType === 'IPv4' ? portIn(slice, port) : undefined;
    if (number === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) collect(found, source, endpoint, number);
  }
  return { endpoints: found.endpoints, missedPods: found.missedPods };
}

interface Collected {
  readonly endpoints: Endpoint[];
  /** Addresses of these. */
  readonly seen: Set<string>;
  missedPods: boolean;
}

/** Adds what an endpoint has of addresses that are used and not there yet. */
function collect(found: Collected, source: EndpointSource, endpoint: SliceEndpoint, port: number): void {
  const { conditions, addresses, targetRef, nodeName } = endpoint;
  if (conditions?.terminating) return;
  for (const address of addresses ?? []) {
    if (found.seen.has(address)) continue;
    if (!conditions?.ready) {
      if (source.podsUnread && targetRef?.kind === 'Pod') found.missedPods = true;
      if (!waitsForGateOnly(source, endpoint)) continue;
    }
    found.seen.add(address);
    found.endpoints.push({ address, nodeName: nodeName ?? undefined, port });
  }
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
