import type {
  KubeEndpointSlice,
  KubeNode,
  KubeService,
  KubeServicePort,
} from '../../shared/snapshot/kubernetes-items.ts';
import { ANNOTATION } from './world.ts';

/** A Service of type LoadBalancer; annotations by short name, the common prefix is added. */
export function serviceWith(
  annotations: Readonly<Record<string, string>> = {},
  spec: Partial<KubeService['spec']> = {},
  metadata: Partial<KubeService['metadata']> = {},
): KubeService {
  const keyed = Object.entries(annotations).map(([name, value]) => [ANNOTATION + name, value] as const);
  return {
    metadata: {
      name: 'web',
      namespace: 'prod',
      uid: 'uid-web',
      annotations: Object.fromEntries(keyed),
      ...metadata,
    },
    spec: { type: 'LoadBalancer', ports: [servicePort()], ...spec },
  };
}

export function servicePort(fields: Partial<KubeServicePort> = {}): KubeServicePort {
  return { name: 'web', port: 80, protocol: 'TCP', nodePort: 30_080, targetPort: 8080, ...fields };
}

/** A node that is ready to take traffic. */
export function nodeWith(
  fields: {
    readonly name?: string;
    readonly labels?: Record<string, string>;
    readonly spec?: KubeNode['spec'];
    readonly conditions?: { type: string; status: string }[];
  } = {},
): KubeNode {
  return {
    metadata: { name: fields.name ?? 'node-1', labels: fields.labels ?? {} },
    spec: { providerID: 'cn-hangzhou.i-1', ...fields.spec },
    status: { conditions: fields.conditions ?? [{ type: 'Ready', status: 'True' }] },
  };
}

/** An endpoint slice of the Service prod/web. */
export function sliceWith(
  endpoints: NonNullable<KubeEndpointSlice['endpoints']>,
  fields: Partial<KubeEndpointSlice> = {},
): KubeEndpointSlice {
  return {
    metadata: { namespace: 'prod', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'web', port: 8080 }],
    ...fields,
  };
}
