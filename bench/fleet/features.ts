import type { Feature } from './plan.ts';
import type { Random } from './random.ts';

export const SCHEDULER: Feature = {
  slot: 'scheduler',
  annotations: { scheduler: 'wrr' },
  listener: { Scheduler: 'wrr' },
};

export const PROBE: Feature = {
  slot: 'probe',
  annotations: { 'healthy-threshold': '3', 'unhealthy-threshold': '3', 'health-check-interval': '5' },
  config: { HealthyThreshold: 3, UnhealthyThreshold: 3, HealthCheckInterval: 5 },
};

const HTTP_PROBE: Feature = {
  slot: 'probe',
  annotations: {
    'health-check-flag': 'on',
    'health-check-uri': '/healthz',
    'health-check-httpcode': 'http_2xx,http_3xx',
    'health-check-timeout': '8',
    'health-check-interval': '5',
  },
  config: {
    HealthCheck: 'on',
    HealthCheckURI: '/healthz',
    HealthCheckHttpCode: 'http_2xx,http_3xx',
    HealthCheckTimeout: 8,
    HealthCheckInterval: 5,
  },
};

const STICKY: Feature = {
  slot: 'session',
  annotations: { 'sticky-session': 'on', 'sticky-session-type': 'insert', 'cookie-timeout': '1800' },
  config: { StickySession: 'on', StickySessionType: 'insert', CookieTimeout: 1800 },
};

const TIMEOUTS: Feature = {
  slot: 'timeouts',
  annotations: { 'idle-timeout': '30', 'request-timeout': '120' },
  config: { IdleTimeout: 30, RequestTimeout: 120 },
};

const FORWARDED: Feature = {
  slot: 'forwarded',
  annotations: { 'xforwardedfor-proto': 'on' },
  config: { XForwardedFor_proto: 'on' },
};

const CIPHERS: Feature = {
  slot: 'ciphers',
  annotations: { 'tls-cipher-policy': 'tls_cipher_policy_1_2', 'http2-enabled': 'on' },
  config: { TLSCipherPolicy: 'tls_cipher_policy_1_2', EnableHttp2: 'on' },
};

const PERSISTENCE: Feature = {
  slot: 'session',
  annotations: { 'persistence-timeout': '1800' },
  config: { PersistenceTimeout: 1800 },
};

const DRAIN: Feature = {
  slot: 'drain',
  annotations: { 'connection-drain': 'on', 'connection-drain-timeout': '30' },
  config: { ConnectionDrain: 'on', ConnectionDrainTimeout: 30 },
};

export const BY_SPEC: Feature = {
  slot: 'charge',
  annotations: { 'instance-charge-type': 'PayBySpec', spec: 'slb.s2.small' },
  instance: { InstanceChargeType: 'PayBySpec', LoadBalancerSpec: 'slb.s2.small' },
};

export const BY_BANDWIDTH: Feature = {
  slot: 'address',
  annotations: { 'charge-type': 'paybybandwidth', bandwidth: '100' },
  instance: { InternetChargeType: '3', InternetChargeTypeAlias: 'paybybandwidth', Bandwidth: 100 },
};

const INTRANET: Feature = {
  slot: 'address',
  annotations: { 'address-type': 'intranet' },
  instance: { AddressType: 'intranet', NetworkType: 'vpc' },
};

export const PROTECTION: Feature = {
  slot: 'protection',
  annotations: { 'delete-protection': 'on', 'modification-protection': 'ConsoleProtection' },
  instance: { DeleteProtection: 'on', ModificationProtectionStatus: 'ConsoleProtection' },
};

export const TAGS: Feature = {
  slot: 'tags',
  annotations: { 'additional-resource-tags': 'team=core,env=prod' },
  tags: [
    { TagKey: 'team', TagValue: 'core' },
    { TagKey: 'env', TagValue: 'prod' },
  ],
};

/** An SLB with a name of the user's. */
export function named(name: string): Feature {
  return { slot: 'name', annotations: { name }, instance: { LoadBalancerName: name } };
}

/** Access control by two lists. */
export function aclOf(ids: readonly string[]): Feature {
  return {
    slot: 'acl',
    annotations: { 'acl-status': 'on', 'acl-id': ids.join(','), 'acl-type': 'white' },
    listener: { AclStatus: 'on', AclType: 'white', AclId: ids[0] ?? '', AclIds: [...ids] },
  };
}

/** What annotated Services of one kind ask for, each with how often. */
const OFTEN = {
  layer4: [
    [SCHEDULER, 0.3],
    [PROBE, 0.4],
    [PERSISTENCE, 0.2],
    [DRAIN, 0.15],
    [INTRANET, 0.3],
  ],
  layer7: [
    [HTTP_PROBE, 0.6],
    [SCHEDULER, 0.2],
    [STICKY, 0.2],
    [TIMEOUTS, 0.3],
    [FORWARDED, 0.4],
    [CIPHERS, 0.5],
  ],
  instance: [
    [PROTECTION, 0.15],
    [TAGS, 0.2],
  ],
} as const satisfies Record<string, readonly (readonly [Feature, number])[]>;

/** A handful of features for one Service, at most one in each slot. */
export function someFeatures(random: Random, layer: 'layer4' | 'layer7'): Feature[] {
  const bySlot = new Map<string, Feature>();
  for (const [feature, probability] of [...OFTEN[layer], ...OFTEN.instance]) {
    if (random.chance(probability)) bySlot.set(feature.slot, feature);
  }
  return [...bySlot.values()];
}
