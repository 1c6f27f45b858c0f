import type { AnnotationName } from '../model/annotations.ts';
import type { CcmFeatures } from '../model/ccm-version.ts';
import { LISTENER_FIELDS } from '../model/listener-fields.ts';
import { both, type Localized } from '../rules/rule.ts';

/** What an annotation must be for SLB to take it (CLB API reference, Set/CreateLoadBalancer… and …ListenerAttribute). */
export type Limit =
  | { readonly kind: 'range'; readonly least: number; readonly most: number; readonly also?: number }
  | { readonly kind: 'words'; readonly words: readonly string[] };

function range(least: number, most: number, also?: number): Limit {
  return { kind: 'range', least, most, ...(also !== undefined && { also }) };
}

function words(...all: readonly string[]): Limit {
  return { kind: 'words', words: all };
}

const SWITCH = words('on', 'off');

/** Limits of what is compared; of other annotations nothing is known, or CCM itself checks them. */
export const LIMITS: Readonly<Partial<Record<AnnotationName, Limit>>> = {
  'persistence-timeout': range(0, 3600),
  'established-timeout': range(10, 900),
  'idle-timeout': range(1, 60),
  'request-timeout': range(1, 180),
  'connection-drain-timeout': range(10, 900),
  'cookie-timeout': range(1, 86_400),
  'healthy-threshold': range(2, 10),
  'unhealthy-threshold': range(2, 10),
  'health-check-interval': range(1, 50),
  'health-check-timeout': range(1, 300),
  'health-check-connect-timeout': range(1, 300),
  'health-check-connect-port': range(1, 65_535, -520),
  'acl-status': SWITCH,
  'acl-type': words('white', 'black'),
  'connection-drain': SWITCH,
  'sticky-session': SWITCH,
  'sticky-session-type': words('insert', 'server'),
  'health-check-flag': SWITCH,
  'health-check-switch': SWITCH,
  'health-check-type': words('tcp', 'http'),
  'health-check-method': words('head', 'get'),
  'http2-enabled': SWITCH,
  'xforwardedfor-proto': SWITCH,
  'xforwardedfor-slbport': SWITCH,
  'xforwardedfor-clientsrcport': SWITCH,
  'delete-protection': SWITCH,
  'modification-protection': words('ConsoleProtection', 'NonProtection'),
  'charge-type': words('paybytraffic', 'paybybandwidth'),
  'instance-charge-type': words('PayBySpec', 'PayByCLCU'),
  'address-type': words('internet', 'intranet'),
  'network-type': words('vpc', 'classic'),
  'ip-version': words('ipv4', 'ipv6'),
};

/** Attributes of the instance that annotations set, by the SLB API's own names. */
const OF_INSTANCE: Readonly<Partial<Record<AnnotationName, string>>> = {
  name: 'LoadBalancerName',
  'address-type': 'AddressType',
  'ip-version': 'AddressIPVersion',
  'network-type': 'NetworkType',
  ip: 'Address',
  'master-zoneid': 'MasterZoneId',
  'slave-zoneid': 'SlaveZoneId',
  'resource-group-id': 'ResourceGroupId',
  'instance-charge-type': 'InstanceChargeType',
  spec: 'LoadBalancerSpec',
  'charge-type': 'InternetChargeType',
  bandwidth: 'Bandwidth',
  'delete-protection': 'DeleteProtection',
  'modification-protection': 'ModificationProtectionStatus',
  'additional-resource-tags': 'Tags',
};

/** Annotations that decide something without being an attribute of SLB. */
export const ROLES: Readonly<Partial<Record<AnnotationName, Localized>>> = {
  id: both('names the SLB to reuse', '指定要复用的 SLB'),
  'force-override-listeners': both(
    'lets CCM make, change and delete listeners of the reused SLB',
    '允许 CCM 创建、修改和删除所复用 SLB 的监听',
  ),
  'external-ip-type': both(
    'lets the Service show another address than the SLB’s',
    '允许 Service 显示与 SLB 不同的地址',
  ),
  'preserve-lb-on-delete': both('keeps the SLB when the Service is deleted', '删除 Service 时保留 SLB'),
  'protocol-port': both('gives ports their listener protocol', '指定各端口的监听协议'),
  'forward-port': both('sends an http port on to another', '将 http 端口转发到另一端口'),
  'backend-label': both('chooses the nodes that are backends', '选择作为后端的节点'),
  'remove-unscheduled-backend': both(
    'keeps nodes without scheduling out of the backends',
    '将不可调度的节点从后端中移除',
  ),
  'vgroup-port': both('binds server groups of your own to ports', '将自建服务器组绑定到端口'),
  weight: both('is shared by the backends as their weights', '作为总权重由后端分摊'),
  'default-weight': both('is the weight of each backend', '作为每个后端的权重'),
  'ignore-weight-update': both('keeps CCM from changing weights', '使 CCM 不修改权重'),
  'domain-extensions': both(
    'gives https listeners a certificate for each further domain',
    '为 https 监听的扩展域名配置证书',
  ),
};

/** Names that CCM reads and that nothing on SLB is compared with. */
export const UNCOMPARED: Readonly<Record<string, 'on-creation' | 'status-only' | 'gate-off'>> = {
  'vswitch-id': 'on-creation',
  hostname: 'status-only',
  'backend-ip-version': 'gate-off',
};

/** Names that CCM reads of Services with an NLB only (annotations.go, "network load balancer"). */
export const NLB_NAMES: ReadonlySet<string> = new Set([
  'zone-maps',
  'security-group-ids',
  'bandwidth-package-id',
  'ipv6-address-type',
  'cross-zone-enabled',
  'cacert-id',
  'cacert',
  'cps',
  'preserve-client-ip',
  'server-group-type',
  'ppv2-pvl-ep-id-enabled',
  'ppv2-pvl-eps-id-enabled',
  'ppv2-pvl-vpc-id-enabled',
  'alpn',
  'alpn-policy',
  'listener-port-range',
  'additional-cert-ids',
]);

const FIELDS_OF = new Map<string, readonly string[]>([
  ...Object.entries(OF_INSTANCE).map(([name, field]) => [name, [field]] as const),
  ...LISTENER_FIELDS.map(({ annotation, field }) => [annotation, [field]] as const),
  ['cert-id', ['ServerCertificateId']],
  ['forward-port', ['ListenerForward', 'ForwardPort']],
]);

/** The SLB attributes that an annotation sets. */
export function fieldsSetBy(name: AnnotationName): readonly string[] {
  return FIELDS_OF.get(name) ?? [];
}

const KNOWN: ReadonlySet<string> = new Set([...FIELDS_OF.keys(), ...Object.keys(ROLES)]);

/** Whether CCM reads an annotation of this short name of Services with a classic SLB, and the audit looks at it. */
export function isKnownName(name: string): name is AnnotationName {
  return KNOWN.has(name);
}

/** Every short name that says something to CCM. */
export const EVERY_NAME: readonly string[] = [...KNOWN, ...Object.keys(UNCOMPARED)];

/** Annotations that are about listeners; those of the fields, by `LISTENER_FIELDS`, among them. */
export const LISTENER_NAMES: ReadonlySet<string> = new Set([
  ...LISTENER_FIELDS.map(({ annotation }) => annotation),
  'cert-id',
  'protocol-port',
  'forward-port',
  'domain-extensions',
]);

/** What a target must be able to do for an annotation to count. */
export const NEEDED_FEATURES: Readonly<
  Partial<Record<AnnotationName, readonly [feature: keyof CcmFeatures, since: string]>>
> = {
  'additional-resource-tags': ['enforcesAdditionalTags', '2.10.0'],
  'domain-extensions': ['domainExtensions', '2.13.0'],
  'default-weight': ['defaultWeight', '2.14.0'],
};
