import { type Static, Type } from '@sinclair/typebox';
import { Maybe, SlbInteger } from './shapes.ts';

/** Tag key by which CCM knows the instance it made for a Service (pkg/controller/helper/service_utils.go). */
export const OWNER_TAG = 'kubernetes.do.not.delete';

const Text = Maybe(Type.String());
const Count = Maybe(SlbInteger);

const Backend = Type.Object({
  ServerId: Type.String(),
  ServerIp: Text,
  Port: Count,
  Weight: Count,
  Type: Text,
  Description: Text,
});
/** A backend of a VServer group or of the default server group. */
export type SlbBackend = Static<typeof Backend>;

const BackendServers = Type.Object({ BackendServer: Maybe(Type.Array(Backend)) });

/**
 * An item of DescribeLoadBalancers. `BackendServers` (the default server group) is there only when the item
 * was read with DescribeLoadBalancerAttribute.
 */
export const LoadBalancerItem = Type.Object({
  LoadBalancerId: Type.String({ minLength: 1 }),
  LoadBalancerName: Text,
  Address: Text,
  AddressType: Text,
  AddressIPVersion: Text,
  NetworkType: Text,
  VpcId: Text,
  Bandwidth: Count,
  InternetChargeType: Text,
  InternetChargeTypeAlias: Text,
  InstanceChargeType: Text,
  PayType: Text,
  LoadBalancerSpec: Text,
  MasterZoneId: Text,
  SlaveZoneId: Text,
  ResourceGroupId: Text,
  DeleteProtection: Text,
  ModificationProtectionStatus: Text,
  CreateTime: Text,
  CreateTimeStamp: Count,
  Tags: Maybe(
    Type.Object({
      Tag: Maybe(Type.Array(Type.Object({ TagKey: Type.String(), TagValue: Text }))),
    }),
  ),
  BackendServers: Maybe(BackendServers),
});
/** An SLB instance, as the API sends it. */
export type SlbLoadBalancer = Static<typeof LoadBalancerItem>;

const Probe = {
  HealthyThreshold: Count,
  UnhealthyThreshold: Count,
  HealthCheckInterval: Count,
  HealthCheckConnectPort: Count,
};
const Layer4 = {
  ...Probe,
  HealthCheckConnectTimeout: Count,
  HealthCheckSwitch: Text,
  ConnectionDrain: Text,
  ConnectionDrainTimeout: Count,
  ProxyProtocolV2Enabled: Maybe(Type.Union([Type.String(), Type.Boolean()])),
};
const HttpProbe = { HealthCheckDomain: Text, HealthCheckURI: Text, HealthCheckHttpCode: Text };
const Layer7 = {
  ...Probe,
  ...HttpProbe,
  HealthCheck: Text,
  HealthCheckTimeout: Count,
  HealthCheckMethod: Text,
  StickySession: Text,
  StickySessionType: Text,
  Cookie: Text,
  CookieTimeout: Count,
  IdleTimeout: Count,
  RequestTimeout: Count,
  XForwardedFor_proto: Text,
  XForwardedFor_SLBPORT: Text,
  XForwardedFor_ClientSrcPort: Text,
};

const TcpConfig = Type.Object({
  ...Layer4,
  ...HttpProbe,
  HealthCheckType: Text,
  PersistenceTimeout: Count,
  EstablishedTimeout: Count,
});
const UdpConfig = Type.Object(Layer4);
const HttpConfig = Type.Object({ ...Layer7, ListenerForward: Text, ForwardPort: Count });
const HttpsConfig = Type.Object({
  ...Layer7,
  ServerCertificateId: Text,
  EnableHttp2: Text,
  TLSCipherPolicy: Text,
});

/** An item of DescribeLoadBalancerListeners. CCM gives up on a listener of any other protocol, so do we. */
export const ListenerItem = Type.Object({
  LoadBalancerId: Type.String({ minLength: 1 }),
  ListenerPort: SlbInteger,
  ListenerProtocol: Type.Union([
    Type.Literal('tcp'),
    Type.Literal('udp'),
    Type.Literal('http'),
    Type.Literal('https'),
  ]),
  Description: Text,
  VServerGroupId: Text,
  Scheduler: Text,
  Status: Text,
  AclStatus: Text,
  AclType: Text,
  AclId: Text,
  AclIds: Maybe(Type.Array(Type.String())),
  TCPListenerConfig: Maybe(TcpConfig),
  UDPListenerConfig: Maybe(UdpConfig),
  HTTPListenerConfig: Maybe(HttpConfig),
  HTTPSListenerConfig: Maybe(HttpsConfig),
});
/** A listener, as the API sends it. */
export type SlbListener = Static<typeof ListenerItem>;

/** An answer of DescribeVServerGroupAttribute; without `BackendServers` the backends were not read. */
export const VServerGroupItem = Type.Object({
  VServerGroupId: Type.String({ minLength: 1 }),
  VServerGroupName: Text,
  LoadBalancerId: Type.String({ minLength: 1 }),
  BackendServers: Maybe(BackendServers),
});
/** A VServer group, as the API sends it. */
export type SlbVServerGroup = Static<typeof VServerGroupItem>;

/** An item of DescribeDomainExtensions, with the listener it was asked for. */
export const DomainExtensionItem = Type.Object({
  LoadBalancerId: Type.String({ minLength: 1 }),
  ListenerPort: SlbInteger,
  DomainExtensionId: Text,
  Domain: Type.String(),
  ServerCertificateId: Text,
});
/** A further certificate of an https listener, for one domain. */
export type SlbDomainExtension = Static<typeof DomainExtensionItem>;

/** An item of DescribeServerCertificates; ExpireTimeStamp is in milliseconds. */
export const ServerCertificateItem = Type.Object({
  ServerCertificateId: Type.String(),
  ExpireTimeStamp: Count,
});
/** A certificate in SLB. */
export type SlbServerCertificate = Static<typeof ServerCertificateItem>;

/** An item of DescribeNetworkInterfaces (ECS). */
export const NetworkInterfaceItem = Type.Object({
  NetworkInterfaceId: Type.String({ minLength: 1 }),
  PrivateIpAddress: Text,
  VpcId: Text,
  PrivateIpSets: Maybe(
    Type.Object({ PrivateIpSet: Maybe(Type.Array(Type.Object({ PrivateIpAddress: Text }))) }),
  ),
});
/** A network interface, by which the address of a pod is found. */
export type EcsNetworkInterface = Static<typeof NetworkInterfaceItem>;

/** An item of DescribeVpcs. */
export const VpcItem = Type.Object({
  VpcId: Type.String({ minLength: 1 }),
  CidrBlock: Text,
  SecondaryCidrBlocks: Maybe(Type.Object({ SecondaryCidrBlock: Maybe(Type.Array(Type.String())) })),
});
/** A VPC with its address blocks. */
export type VpcNetwork = Static<typeof VpcItem>;
