import type { KubeEndpointSlice, KubePod, KubeService } from '../../shared/snapshot/kubernetes-items.ts';
import type { PlannedPod, ServicePlan } from './plan.ts';
import type { Site } from './site.ts';

const PREFIX = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';

/** The SLB that a Service got: what the Service itself knows of it. */
export interface GotInstance {
  readonly id: string;
  readonly address: string;
}

/** A Service as its cluster's API server returns it. */
export function serviceOf(site: Site, plan: ServicePlan, got: GotInstance): KubeService {
  const { namespace, name, uid } = plan;
  const balanced = plan.instance !== 'ignored';
  const service = {
    metadata: {
      name,
      namespace,
      uid,
      creationTimestamp: '2026-03-01T08:00:00Z',
      labels: { 'app.kubernetes.io/name': name },
      annotations: annotationsOf(site, plan, got.id),
      ...(balanced && { finalizers: ['service.k8s.alibaba/resources'] }),
    },
    spec: {
      type: balanced ? 'LoadBalancer' : 'ClusterIP',
      ports: plan.ports.map((port) => ({
        name: port.name,
        protocol: port.listener === 'udp' ? 'UDP' : 'TCP',
        port: port.port,
        targetPort: port.targetPort,
        ...(balanced && { nodePort: port.nodePort }),
      })),
      selector: { 'app.kubernetes.io/name': name },
      ...(balanced && { externalTrafficPolicy: plan.policy === 'Local' ? 'Local' : 'Cluster' }),
      sessionAffinity: 'None',
    },
    status: { loadBalancer: balanced ? { ingress: [{ ip: got.address }] } : {} },
  };
  return service;
}

function annotationsOf(site: Site, plan: ServicePlan, instanceId: string): Record<string, string> {
  const short: Record<string, string> = {};
  if (plan.instance === 'reused') {
    short.id = instanceId;
    short['force-override-listeners'] = 'true';
  }
  const layer7 = plan.ports.filter(({ listener }) => listener === 'http' || listener === 'https');
  if (layer7.length > 0) {
    short['protocol-port'] = layer7.map(({ listener, port }) => `${listener}:${port}`).join(',');
  }
  if (plan.ports.some(({ listener }) => listener === 'https')) short['cert-id'] = site.certificateId;
  for (const feature of plan.features) Object.assign(short, feature.annotations);
  return {
    ...(plan.policy === 'ENI' && { 'service.beta.kubernetes.io/backend-type': 'eni' }),
    ...Object.fromEntries(Object.entries(short).map(([key, value]) => [PREFIX + key, value])),
  };
}

/** The Service with an annotation (by short name) set. */
export function annotated(service: KubeService, annotation: string, value: string): KubeService {
  const annotations = { ...service.metadata.annotations, [PREFIX + annotation]: value };
  return { ...service, metadata: { ...service.metadata, annotations } };
}

/** The EndpointSlice of a Service. */
export function sliceOf(site: Site, plan: ServicePlan): KubeEndpointSlice {
  const slice = {
    metadata: {
      name: `${plan.name}-${plan.uid.slice(-5)}`,
      namespace: plan.namespace,
      labels: { 'kubernetes.io/service-name': plan.name },
    },
    addressType: 'IPv4',
    endpoints: plan.pods.map((pod) => ({
      addresses: [pod.address],
      conditions: { ready: pod.ready, serving: pod.ready, terminating: false },
      nodeName: site.workers[pod.worker]?.name ?? null,
      targetRef: { kind: 'Pod', name: pod.name, namespace: plan.namespace },
    })),
    ports: plan.ports.map((port) => ({
      name: port.name,
      protocol: port.listener === 'udp' ? 'UDP' : 'TCP',
      port: port.targetPort,
    })),
  };
  return slice;
}

/** The pods that CCM would ask for: those that are not ready. */
export function podsOf(plan: ServicePlan): KubePod[] {
  return plan.pods.filter((pod) => !pod.ready).map((pod) => podOf(plan, pod));
}

function podOf(plan: ServicePlan, { name }: PlannedPod): KubePod {
  return {
    metadata: { name, namespace: plan.namespace },
    spec: {},
    status: {
      conditions: [
        { type: 'Ready', status: 'False' },
        { type: 'ContainersReady', status: 'False' },
      ],
    },
  };
}
