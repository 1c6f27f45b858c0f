import type { SlbListener } from '../snapshot/cloud-items.ts';
import { toInteger } from '../snapshot/shapes.ts';
import type { AnnotationName } from './annotations.ts';

/** The protocols an SLB listener can have, in CCM's spelling. */
export type Protocol = 'tcp' | 'udp' | 'http' | 'https';

/** One listener attribute that an annotation of the Service sets, named as the SLB API names it. */
export interface ListenerField {
  readonly field: string;
  readonly annotation: AnnotationName;
  readonly kind: 'text' | 'integer' | 'acl-ids' | 'proxy-protocol';
  readonly protocols: readonly Protocol[];
  /** The field is compared only if this one is annotated `on`. */
  readonly onlyIfOn?: 'AclStatus' | 'ConnectionDrain';
  /** An annotated 0 is compared too; for every other integer 0 means not annotated. */
  readonly zeroCounts?: true;
}

const EVERY = ['tcp', 'udp', 'http', 'https'] as const;
const LAYER4 = ['tcp', 'udp'] as const;
const LAYER7 = ['http', 'https'] as const;
const NOT_UDP = ['tcp', 'http', 'https'] as const;
const TCP = ['tcp'] as const;
const HTTPS = ['https'] as const;

/**
 * What CCM compares if annotated (clbv1 buildListenerFromServicePort and isNeedUpdate). Description,
 * VServerGroupId and ServerCertificateId are compared always and stand in `diffListener`.
 */
export const LISTENER_FIELDS: readonly ListenerField[] = [
  { field: 'Scheduler', annotation: 'scheduler', kind: 'text', protocols: EVERY },
  {
    field: 'PersistenceTimeout',
    annotation: 'persistence-timeout',
    kind: 'integer',
    protocols: TCP,
    zeroCounts: true,
  },
  { field: 'EstablishedTimeout', annotation: 'established-timeout', kind: 'integer', protocols: TCP },
  { field: 'TLSCipherPolicy', annotation: 'tls-cipher-policy', kind: 'text', protocols: HTTPS },
  { field: 'EnableHttp2', annotation: 'http2-enabled', kind: 'text', protocols: HTTPS },
  {
    field: 'ProxyProtocolV2Enabled',
    annotation: 'proxy-protocol',
    kind: 'proxy-protocol',
    protocols: LAYER4,
  },
  { field: 'IdleTimeout', annotation: 'idle-timeout', kind: 'integer', protocols: LAYER7 },
  { field: 'RequestTimeout', annotation: 'request-timeout', kind: 'integer', protocols: LAYER7 },
  { field: 'AclStatus', annotation: 'acl-status', kind: 'text', protocols: EVERY },
  { field: 'AclType', annotation: 'acl-type', kind: 'text', protocols: EVERY, onlyIfOn: 'AclStatus' },
  { field: 'AclId', annotation: 'acl-id', kind: 'acl-ids', protocols: EVERY, onlyIfOn: 'AclStatus' },
  { field: 'ConnectionDrain', annotation: 'connection-drain', kind: 'text', protocols: LAYER4 },
  {
    field: 'ConnectionDrainTimeout',
    annotation: 'connection-drain-timeout',
    kind: 'integer',
    protocols: LAYER4,
    onlyIfOn: 'ConnectionDrain',
  },
  { field: 'Cookie', annotation: 'cookie', kind: 'text', protocols: LAYER7 },
  { field: 'CookieTimeout', annotation: 'cookie-timeout', kind: 'integer', protocols: LAYER7 },
  { field: 'StickySession', annotation: 'sticky-session', kind: 'text', protocols: LAYER7 },
  { field: 'StickySessionType', annotation: 'sticky-session-type', kind: 'text', protocols: LAYER7 },
  { field: 'XForwardedFor_proto', annotation: 'xforwardedfor-proto', kind: 'text', protocols: LAYER7 },
  { field: 'XForwardedFor_SLBPORT', annotation: 'xforwardedfor-slbport', kind: 'text', protocols: LAYER7 },
  {
    field: 'XForwardedFor_ClientSrcPort',
    annotation: 'xforwardedfor-clientsrcport',
    kind: 'text',
    protocols: LAYER7,
  },
  { field: 'HealthyThreshold', annotation: 'healthy-threshold', kind: 'integer', protocols: EVERY },
  { field: 'UnhealthyThreshold', annotation: 'unhealthy-threshold', kind: 'integer', protocols: EVERY },
  {
    field: 'HealthCheckConnectTimeout',
    annotation: 'health-check-connect-timeout',
    kind: 'integer',
    protocols: LAYER4,
  },
  {
    field: 'HealthCheckConnectPort',
    annotation: 'health-check-connect-port',
    kind: 'integer',
    protocols: EVERY,
  },
  { field: 'HealthCheckInterval', annotation: 'health-check-interval', kind: 'integer', protocols: EVERY },
  { field: 'HealthCheckDomain', annotation: 'health-check-domain', kind: 'text', protocols: NOT_UDP },
  { field: 'HealthCheckURI', annotation: 'health-check-uri', kind: 'text', protocols: NOT_UDP },
  { field: 'HealthCheckHttpCode', annotation: 'health-check-httpcode', kind: 'text', protocols: NOT_UDP },
  { field: 'HealthCheckType', annotation: 'health-check-type', kind: 'text', protocols: TCP },
  { field: 'HealthCheck', annotation: 'health-check-flag', kind: 'text', protocols: LAYER7 },
  { field: 'HealthCheckTimeout', annotation: 'health-check-timeout', kind: 'integer', protocols: LAYER7 },
  { field: 'HealthCheckMethod', annotation: 'health-check-method', kind: 'text', protocols: LAYER7 },
  { field: 'HealthCheckSwitch', annotation: 'health-check-switch', kind: 'text', protocols: LAYER4 },
];

const ON_THE_LISTENER = new Set(['Scheduler', 'AclStatus', 'AclType', 'AclId']);

/** The `<PROTOCOL>ListenerConfig` of a listener, as a bag of fields. */
export function listenerConfig(listener: SlbListener): Readonly<Record<string, unknown>> {
  switch (listener.ListenerProtocol) {
    case 'tcp':
      return listener.TCPListenerConfig ?? {};
    case 'udp':
      return listener.UDPListenerConfig ?? {};
    case 'http':
      return listener.HTTPListenerConfig ?? {};
    case 'https':
      return listener.HTTPSListenerConfig ?? {};
  }
}

/** The ACL ids of a listener: the list, and the single id only where the list is empty. */
export function aclIdsOf(listener: SlbListener): readonly string[] {
  if (listener.AclIds && listener.AclIds.length > 0) return listener.AclIds;
  return listener.AclId ? [listener.AclId] : [];
}

/** What a listener has for a field now: missing text is '', a missing number 0, a missing flag false. */
export function actualValue(field: ListenerField, listener: SlbListener): string | number | boolean {
  const bag = ON_THE_LISTENER.has(field.field)
    ? (listener as Readonly<Record<string, unknown>>)
    : listenerConfig(listener);
  const value = bag[field.field];
  switch (field.kind) {
    case 'integer':
      return toInteger(value as number | string | null | undefined);
    case 'proxy-protocol':
      return value === true || value === 'true';
    case 'acl-ids':
      return aclIdsOf(listener).join(',');
    case 'text':
      return typeof value === 'string' ? value : '';
  }
}
