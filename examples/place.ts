import type { Snapshot } from '../shared/index.ts';

type Mutable<T> = T extends readonly (infer U)[]
  ? Mutable<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;
/** A snapshot that may still be edited. */
export type Fleet = Mutable<Snapshot>;
/** A cluster that may still be edited. */
export type Cluster = Fleet['clusters'][number];
/** A region that may still be edited. */
export type Region = Fleet['regions'][number];
type Service = NonNullable<Cluster['kubernetes']['services']['items']>[number];
type LoadBalancer = Region['slb']['loadBalancers'][number];
type Listener = Region['slb']['listeners'][number];
type Group = Region['slb']['vServerGroups'][number];

/** One Service with everything SLB has for it. */
export interface Placed {
  readonly service: Service;
  readonly loadBalancer: LoadBalancer;
  readonly listeners: Listener[];
  readonly groups: Group[];
}

/** What the keys of CCM's annotations begin with. */
export const PREFIX = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
const FAR_AWAY = Date.UTC(2030, 0, 1);

/** Ids that look like the cloud's and are the same at every run. */
export function idOf(kind: string, text: string): string {
  let hash = 0x811c9dc5;
  for (const character of `${kind}/${text}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `${kind}-bp1${hash.toString(36).padStart(7, '0')}`;
}

/** An empty region. */
export function region(regionId: string): Region {
  return {
    regionId,
    slb: {
      loadBalancers: [],
      listeners: [],
      vServerGroups: [],
      domainExtensions: [],
      serverCertificates: [{ ServerCertificateId: '1786_shop_example_com', ExpireTimeStamp: FAR_AWAY }],
    },
    ecs: { networkInterfaces: [] },
    vpc: { vpcs: [{ VpcId: idOf('vpc', regionId), CidrBlock: '192.168.0.0/16' }] },
  };
}

/** A cluster with three nodes and no Service. */
export function cluster(name: string, clusterId: string, regionId: string, ccmVersion: string): Cluster {
  const nodes = [10, 11, 12].map((last) => ({
    metadata: { name: `${regionId}.192.168.0.${last}`, labels: {} },
    spec: { providerID: `${regionId}.${idOf('i', `${name}-${last}`)}` },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  }));
  return {
    clusterId,
    name,
    regionId,
    vpcId: idOf('vpc', regionId),
    ccmVersion,
    kubernetes: {
      services: { items: [] },
      endpointSlices: { items: [] },
      nodes: { items: nodes },
      pods: { items: [] },
    },
  };
}

/** A Service to be made; annotations by their short names. */
export interface Wish {
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly (readonly [port: number, protocol: 'tcp' | 'http' | 'https'])[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly local?: boolean;
}

/** Adds a Service, and an SLB, listeners, groups and endpoints that are in sync with it. */
export function place(into: Cluster, at: Region, wish: Wish): Placed {
  const { namespace, name } = wish;
  const uid = `${idOf('u', `${into.name}/${namespace}/${name}`).slice(5).padEnd(8, '0')}-4c1e-4d7a-9b52-0242ac120002`;
  const ownName = `a${uid}`.replaceAll('-', '').slice(0, 32);
  const loadBalancerId = idOf('lb', `${into.name}/${namespace}/${name}`);
  const address = `47.98.${into.name.length}.${100 + (into.kubernetes.services.items?.length ?? 0)}`;
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(wish.annotations ?? {})) annotations[PREFIX + key] = value;
  const special = wish.ports.filter(([, protocol]) => protocol !== 'tcp');
  if (special.length > 0)
    annotations[`${PREFIX}protocol-port`] = special
      .map(([port, protocol]) => `${protocol}:${port}`)
      .join(',');

  const service: Service = {
    metadata: { name, namespace, uid, annotations, finalizers: ['service.k8s.alibaba/resources'] },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: wish.local ? 'Local' : 'Cluster',
      ports: wish.ports.map(([port]) => ({
        name: `p${port}`,
        protocol: 'TCP',
        port,
        targetPort: 8080,
        nodePort: 30_000 + (port % 2_000),
      })),
    },
    status: { loadBalancer: { ingress: [{ ip: address }] } },
  };
  const nodes = into.kubernetes.nodes.items ?? [];
  const endpoints = nodes.map((node, index) => ({
    addresses: [`192.168.10.${10 + index}`],
    conditions: { ready: true },
    nodeName: node.metadata.name,
  }));
  into.kubernetes.services.items?.push(service);
  into.kubernetes.endpointSlices.items?.push({
    metadata: { namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints,
    ports: wish.ports.map(([port]) => ({ name: `p${port}`, port: 8080 })),
  });

  const loadBalancer: LoadBalancer = {
    LoadBalancerId: loadBalancerId,
    LoadBalancerName: ownName,
    Address: address,
    AddressType: 'internet',
    AddressIPVersion: 'ipv4',
    NetworkType: 'classic',
    Bandwidth: 5120,
    InternetChargeType: '4',
    InternetChargeTypeAlias: 'paybytraffic',
    InstanceChargeType: 'PayByCLCU',
    PayType: 'PayOnDemand',
    MasterZoneId: `${at.regionId}-h`,
    SlaveZoneId: `${at.regionId}-g`,
    ResourceGroupId: 'rg-acfm0default',
    DeleteProtection: 'on',
    ModificationProtectionStatus: 'ConsoleProtection',
    CreateTime: '2025-03-01T08:00Z',
    CreateTimeStamp: Date.UTC(2025, 2, 1, 8),
    Tags: {
      Tag: [
        { TagKey: 'kubernetes.do.not.delete', TagValue: ownName },
        { TagKey: 'ack.aliyun.com', TagValue: into.clusterId },
      ],
    },
  };
  const groups = wish.ports.map(([port]) => group(into, wish, loadBalancerId, port));
  const listeners = wish.ports.map((spec, index) =>
    listener(into, wish, loadBalancerId, spec, groups[index]),
  );
  at.slb.loadBalancers.push(loadBalancer);
  at.slb.vServerGroups.push(...groups);
  at.slb.listeners.push(...listeners);
  return { service, loadBalancer, listeners, groups };
}

function group(into: Cluster, { namespace, name, local }: Wish, loadBalancerId: string, port: number): Group {
  const nodePort = 30_000 + (port % 2_000);
  const groupName = `k8s/${nodePort}/${name}/${namespace}/${into.clusterId}`;
  return {
    VServerGroupId: idOf('rsp', groupName),
    VServerGroupName: groupName,
    LoadBalancerId: loadBalancerId,
    BackendServers: {
      BackendServer: (into.kubernetes.nodes.items ?? []).map((node) => ({
        ServerId: node.spec?.providerID?.split('.')[1] ?? '',
        ServerIp: '',
        Port: nodePort,
        Weight: local ? 1 : 100,
        Type: 'ecs',
        Description: groupName,
      })),
    },
  };
}

function listener(
  into: Cluster,
  { namespace, name }: Wish,
  loadBalancerId: string,
  [port, protocol]: Wish['ports'][number],
  behind: Group | undefined,
): Listener {
  const probe = {
    HealthyThreshold: 4,
    UnhealthyThreshold: 4,
    HealthCheckInterval: 2,
    HealthCheckConnectPort: 0,
  };
  const http = { ...probe, HealthCheck: 'off', StickySession: 'off', IdleTimeout: 15, RequestTimeout: 60 };
  return {
    LoadBalancerId: loadBalancerId,
    ListenerPort: port,
    ListenerProtocol: protocol,
    Status: 'running',
    Description: `k8s/${port}/${name}/${namespace}/${into.clusterId}`,
    VServerGroupId: behind?.VServerGroupId ?? '',
    Scheduler: 'rr',
    AclStatus: 'off',
    ...(protocol === 'tcp' && {
      TCPListenerConfig: { ...probe, PersistenceTimeout: 0, EstablishedTimeout: 900 },
    }),
    ...(protocol === 'http' && { HTTPListenerConfig: { ...http, ListenerForward: 'off', ForwardPort: 0 } }),
    ...(protocol === 'https' && {
      HTTPSListenerConfig: { ...http, ServerCertificateId: '1786_shop_example_com' },
    }),
  };
}
