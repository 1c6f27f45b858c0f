import type { SlbListener } from '../../shared/snapshot/cloud-items.ts';
import type { ListenerProtocol, PlannedPort, ServicePlan } from './plan.ts';

type Config = Readonly<Record<string, string | number>>;

const PROBE = {
  HealthyThreshold: 4,
  UnhealthyThreshold: 4,
  HealthCheckInterval: 2,
  HealthCheckConnectPort: 0,
};
const HTTP_PROBE = { HealthCheckDomain: '', HealthCheckURI: '', HealthCheckHttpCode: '' };
const LAYER4 = {
  HealthCheckConnectTimeout: 5,
  HealthCheckSwitch: 'on',
  ConnectionDrain: 'off',
  ConnectionDrainTimeout: 0,
  ProxyProtocolV2Enabled: 'false',
};
const LAYER7 = {
  ...PROBE,
  ...HTTP_PROBE,
  HealthCheck: 'off',
  HealthCheckTimeout: 5,
  HealthCheckURI: '/',
  HealthCheckHttpCode: 'http_2xx',
  HealthCheckMethod: 'head',
  StickySession: 'off',
  StickySessionType: '',
  Cookie: '',
  CookieTimeout: 0,
  IdleTimeout: 15,
  RequestTimeout: 60,
  XForwardedFor: 'on',
  XForwardedFor_proto: 'off',
  XForwardedFor_SLBPORT: 'off',
  XForwardedFor_ClientSrcPort: 'off',
};

/** What SLB says of a listener that was made with nothing but a port. */
const DEFAULTS: Readonly<Record<ListenerProtocol, Config>> = {
  tcp: {
    ...PROBE,
    ...LAYER4,
    ...HTTP_PROBE,
    PersistenceTimeout: 0,
    EstablishedTimeout: 900,
    HealthCheckType: 'tcp',
  },
  udp: { ...PROBE, ...LAYER4, HealthCheckConnectTimeout: 10 },
  http: { ...LAYER7, ListenerForward: 'off' },
  https: { ...LAYER7, ServerCertificateId: '', EnableHttp2: 'off', TLSCipherPolicy: 'tls_cipher_policy_1_0' },
};

/** The key under which an item of DescribeLoadBalancerListeners has what is particular to its protocol. */
export function configKey(protocol: ListenerProtocol) {
  return `${protocol.toUpperCase() as Uppercase<ListenerProtocol>}ListenerConfig` as const;
}

/** Where a listener stands, and whose it is. */
export interface ListenerPlace {
  readonly loadBalancerId: string;
  readonly description: string;
  readonly vServerGroupId: string;
  readonly certificateId: string;
}

/** A Service port's listener, with everything on it that the Service's annotations ask for. */
export function listenerOf(
  place: ListenerPlace,
  { port, listener: protocol }: Pick<PlannedPort, 'port' | 'listener'>,
  features: ServicePlan['features'],
): SlbListener {
  const config: Record<string, string | number> = { ...DEFAULTS[protocol] };
  if (protocol === 'https') config.ServerCertificateId = place.certificateId;
  for (const feature of features) {
    for (const [field, value] of Object.entries(feature.config ?? {}))
      if (field in config) config[field] = value;
  }
  const item = {
    LoadBalancerId: place.loadBalancerId,
    ListenerPort: port,
    ListenerProtocol: protocol,
    Status: 'running',
    Description: place.description,
    VServerGroupId: place.vServerGroupId,
    Scheduler: 'rr',
    Bandwidth: -1,
    AclStatus: 'off',
    [configKey(protocol)]: config,
  };
  return Object.assign(item, ...features.map((feature) => feature.listener));
}
