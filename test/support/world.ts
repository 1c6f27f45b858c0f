import type { Fleet } from '../../examples/place.ts';

/** A snapshot that a test may edit. */
export type World = Fleet;
export type WorldService = NonNullable<World['clusters'][number]['kubernetes']['services']['items']>[number];
export type WorldLoadBalancer = World['regions'][number]['slb']['loadBalancers'][number];
export type WorldListener = World['regions'][number]['slb']['listeners'][number];
export type WorldGroup = World['regions'][number]['slb']['vServerGroups'][number];

export const ANNOTATION = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
export const NODES = ['i-node1', 'i-node2'];

export interface PortSpec {
  readonly port: number;
  readonly protocol?: 'tcp' | 'http' | 'https';
}

export interface ServiceSpec {
  readonly name?: string;
  /** Short names: the common prefix is added. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ports?: readonly PortSpec[];
  /** The SLB is the user's, named by annotation id. */
  readonly reused?: boolean;
}

export interface ClusterSpec {
  readonly clusterId?: string;
  readonly services?: readonly ServiceSpec[];
}

const REGION = 'cn-hangzhou';

/** A fleet in sync, written by hand from the API's shapes: no finding is due on it. */
export function world(...clusters: readonly ClusterSpec[]): World {
  const region: World['regions'][number] = {
    regionId: REGION,
    slb: {
      loadBalancers: [],
      listeners: [],
      vServerGroups: [],
      domainExtensions: [],
      serverCertificates: [
        { ServerCertificateId: 'cert-good', ExpireTimeStamp: 4_102_444_800_000 },
        { ServerCertificateId: 'cert-old', ExpireTimeStamp: 4_102_444_800_000 },
        { ServerCertificateId: 'cert-expired', ExpireTimeStamp: 1_000_000_000_000 },
      ],
    },
    ecs: { networkInterfaces: [] },
    vpc: { vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/8' }] },
  };
  const specs = clusters.length === 0 ? [{}] : clusters;
  return {
    formatVersion: 1,
    clusters: specs.map((spec, index) => cluster(spec, index, region)),
    regions: [region],
  };
}

function cluster(
  spec: ClusterSpec,
  index: number,
  region: World['regions'][number],
): World['clusters'][number] {
  const clusterId = spec.clusterId ?? `c${index + 1}`;
  const services = (spec.services ?? [{}]).map((service) => addService(service, clusterId, region));
  return {
    clusterId,
    name: `cluster-${clusterId}`,
    regionId: REGION,
    vpcId: 'vpc-1',
    kubernetes: {
      services: { items: services },
      endpointSlices: { items: [] },
      nodes: {
        items: NODES.map((id) => ({
          metadata: { name: `node-${id}`, labels: {} },
          spec: { providerID: `${REGION}.${id}` },
          status: { conditions: [{ type: 'Ready', status: 'True' }] },
        })),
      },
      pods: { items: [] },
    },
  };
}

function addService(spec: ServiceSpec, clusterId: string, region: World['regions'][number]): WorldService {
  const name = spec.name ?? 'web';
  const ports = spec.ports ?? [{ port: 80 }];
  const uid = `uid-${clusterId}-${name}`;
  const loadBalancerId = `lb-${clusterId}-${name}`;
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(spec.annotations ?? {})) annotations[ANNOTATION + key] = value;
  if (spec.reused) annotations[`${ANNOTATION}id`] = loadBalancerId;
  const protocols = ports.filter((port) => port.protocol && port.protocol !== 'tcp');
  if (protocols.length > 0) {
    annotations[`${ANNOTATION}protocol-port`] = protocols.map((p) => `${p.protocol}:${p.port}`).join(',');
  }
  region.slb.loadBalancers.push(loadBalancer(loadBalancerId, clusterId, uid, spec.reused ?? false));
  for (const port of ports) {
    const vserverGroup = group(loadBalancerId, port.port, name, clusterId);
    region.slb.vServerGroups.push(vserverGroup);
    region.slb.listeners.push(listener(loadBalancerId, port, name, clusterId, vserverGroup.VServerGroupId));
  }
  return {
    metadata: { name, namespace: 'prod', uid, annotations, finalizers: ['service.k8s.alibaba/resources'] },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Cluster',
      ports: ports.map(({ port }) => ({
        port,
        nodePort: nodePortOf(port),
        targetPort: 8080,
        protocol: 'TCP',
        name: `p${port}`,
      })),
    },
    status: { loadBalancer: { ingress: [{ ip: '47.0.0.1' }] } },
  };
}

function nodePortOf(port: number): number {
  return 30_000 + port;
}

function defaultName(uid: string): string {
  return `a${uid}`.replaceAll('-', '').slice(0, 32);
}

function loadBalancer(id: string, clusterId: string, uid: string, reused: boolean): WorldLoadBalancer {
  return {
    LoadBalancerId: id,
    LoadBalancerName: reused ? 'my-own' : defaultName(uid),
    Address: '47.0.0.1',
    AddressType: 'internet',
    AddressIPVersion: 'ipv4',
    NetworkType: 'classic',
    Bandwidth: 5120,
    InternetChargeType: '4',
    InternetChargeTypeAlias: 'paybytraffic',
    InstanceChargeType: 'PayByCLCU',
    LoadBalancerSpec: 'slb.s1.small',
    MasterZoneId: 'cn-hangzhou-b',
    SlaveZoneId: 'cn-hangzhou-c',
    ResourceGroupId: 'rg-1',
    DeleteProtection: 'on',
    ModificationProtectionStatus: 'ConsoleProtection',
    CreateTimeStamp: 1_700_000_000_000,
    Tags: {
      Tag: reused
        ? [{ TagKey: 'kubernetes.reused.by.user', TagValue: 'true' }]
        : [
            { TagKey: 'kubernetes.do.not.delete', TagValue: defaultName(uid) },
            { TagKey: 'ack.aliyun.com', TagValue: clusterId },
          ],
    },
  };
}

export function group(loadBalancerId: string, port: number, service: string, clusterId: string): WorldGroup {
  const name = `k8s/${nodePortOf(port)}/${service}/prod/${clusterId}`;
  return {
    VServerGroupId: `rsp-${clusterId}-${service}-${port}`,
    VServerGroupName: name,
    LoadBalancerId: loadBalancerId,
    BackendServers: {
      BackendServer: NODES.map((id) => ({
        ServerId: id,
        ServerIp: '',
        Port: nodePortOf(port),
        Weight: 100,
        Type: 'ecs',
        Description: name,
      })),
    },
  };
}

const PROBE = {
  HealthyThreshold: 4,
  UnhealthyThreshold: 4,
  HealthCheckInterval: 2,
  HealthCheckConnectPort: 0,
};

function listener(
  loadBalancerId: string,
  { port, protocol = 'tcp' }: PortSpec,
  service: string,
  clusterId: string,
  groupId: string,
): WorldListener {
  const http = { ...PROBE, HealthCheck: 'off', StickySession: 'off' };
  return {
    LoadBalancerId: loadBalancerId,
    ListenerPort: port,
    ListenerProtocol: protocol,
    Status: 'running',
    Description: `k8s/${port}/${service}/prod/${clusterId}`,
    VServerGroupId: groupId,
    Scheduler: 'rr',
    AclStatus: 'off',
    ...(protocol === 'tcp' && {
      TCPListenerConfig: { ...PROBE, PersistenceTimeout: 0, ConnectionDrain: 'off' },
    }),
    ...(protocol === 'http' && { HTTPListenerConfig: { ...http, ListenerForward: 'off', ForwardPort: 0 } }),
    ...(protocol === 'https' && { HTTPSListenerConfig: { ...http, ServerCertificateId: 'cert-old' } }),
  };
}

/** The parts of a world that tests edit, of its first cluster and region. */
export function partsOf(edited: World) {
  const [cluster] = edited.clusters;
  const [region] = edited.regions;
  const [service] = cluster?.kubernetes.services.items ?? [];
  const [loadBalancer] = region?.slb.loadBalancers ?? [];
  const [listener] = region?.slb.listeners ?? [];
  const [vserverGroup] = region?.slb.vServerGroups ?? [];
  if (!cluster || !region || !service || !loadBalancer || !listener || !vserverGroup) {
    throw new Error('the world is empty');
  }
  return { cluster, region, slb: region.slb, service, loadBalancer, listener, group: vserverGroup };
}

/** Sets an annotation of a Service by its short name; undefined takes it away. */
export function annotate(service: WorldService, name: string, value: string | undefined): void {
  const annotations = service.metadata.annotations ?? {};
  if (value === undefined) delete annotations[ANNOTATION + name];
  else annotations[ANNOTATION + name] = value;
  service.metadata.annotations = annotations;
}
