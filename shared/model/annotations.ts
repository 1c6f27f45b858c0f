import type { KubeService } from '../snapshot/kubernetes-items.ts';

const PREFIX = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
const LEGACY_PREFIX = 'service.beta.kubernetes.io/alicloud-loadbalancer-';

/** `eni` makes pods the backends, anything else nodes. Like the two below it is read by its full key only. */
export const BACKEND_TYPE_KEY = 'service.beta.kubernetes.io/backend-type';
/** Gives a Service to another controller, unless it is empty. */
export const CLASS_KEY = 'service.beta.kubernetes.io/class';
/** Makes a Service a tunnel, which has no SLB, whatever its value. */
export const TUNNEL_TYPE_KEY = `${PREFIX}tunnel-type`;

/** Short names of the annotations CCM reads (pkg/controller/service/reconcile/annotation/annotations.go). */
export type AnnotationName =
  | 'address-type'
  | 'id'
  | 'name'
  | 'resource-group-id'
  | 'additional-resource-tags'
  | 'delete-protection'
  | 'modification-protection'
  | 'network-type'
  | 'charge-type'
  | 'force-override-listeners'
  | 'master-zoneid'
  | 'slave-zoneid'
  | 'bandwidth'
  | 'spec'
  | 'instance-charge-type'
  | 'ip-version'
  | 'external-ip-type'
  | 'ip'
  | 'preserve-lb-on-delete'
  | 'cert-id'
  | 'protocol-port'
  | 'forward-port'
  | 'scheduler'
  | 'idle-timeout'
  | 'request-timeout'
  | 'established-timeout'
  | 'persistence-timeout'
  | 'tls-cipher-policy'
  | 'http2-enabled'
  | 'proxy-protocol'
  | 'domain-extensions'
  | 'acl-status'
  | 'acl-id'
  | 'acl-type'
  | 'connection-drain'
  | 'connection-drain-timeout'
  | 'sticky-session'
  | 'sticky-session-type'
  | 'cookie'
  | 'cookie-timeout'
  | 'xforwardedfor-proto'
  | 'xforwardedfor-slbport'
  | 'xforwardedfor-clientsrcport'
  | 'health-check-switch'
  | 'health-check-flag'
  | 'health-check-type'
  | 'health-check-uri'
  | 'health-check-domain'
  | 'health-check-httpcode'
  | 'health-check-method'
  | 'health-check-connect-port'
  | 'health-check-connect-timeout'
  | 'health-check-timeout'
  | 'health-check-interval'
  | 'healthy-threshold'
  | 'unhealthy-threshold'
  | 'backend-label'
  | 'remove-unscheduled-backend'
  | 'vgroup-port'
  | 'weight'
  | 'default-weight'
  | 'ignore-weight-update';

/** The annotations of one Service, by short name. An empty value counts as not annotated (`get` gives ''). */
export interface Annotations {
  /** None of CCM's annotations is there. */
  readonly isEmpty: boolean;
  get(name: AnnotationName): string;
  /** Whether the key is there at all, be its value empty. */
  has(name: AnnotationName): boolean;
  /** The full key to write: the one the Service uses, else the present-day one. */
  keyOf(name: AnnotationName): string;
  /** Every full key of the annotation that the Service has: to take it away, all of them must go. */
  keysOf(name: AnnotationName): readonly string[];
}

/** The full, present-day key of an annotation. */
export function annotationKey(name: AnnotationName): string {
  return PREFIX + name;
}

/** Reads a Service's annotations; where both prefixes are present the newer wins, even if its value is empty. */
export function readAnnotations(service: KubeService): Annotations {
  const annotations = service.metadata.annotations ?? {};
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(annotations)) {
    if (key.startsWith(PREFIX)) values.set(key.slice(PREFIX.length), value);
    else if (key.startsWith(LEGACY_PREFIX)) {
      const name = key.slice(LEGACY_PREFIX.length);
      if (!Object.hasOwn(annotations, PREFIX + name)) values.set(name, value);
    }
  }
  return values.size === 0 ? NO_ANNOTATIONS : new ServiceAnnotations(service, values);
}

class ServiceAnnotations implements Annotations {
  readonly #service: KubeService;
  readonly #values: ReadonlyMap<string, string>;
  readonly isEmpty = false;

  constructor(service: KubeService, values: ReadonlyMap<string, string>) {
    this.#service = service;
    this.#values = values;
  }

  get(name: AnnotationName): string {
    return this.#values.get(name) ?? '';
  }

  has(name: AnnotationName): boolean {
    return this.#values.has(name);
  }

  keyOf(name: AnnotationName): string {
    return this.keysOf(name)[0] ?? PREFIX + name;
  }

  keysOf(name: AnnotationName): readonly string[] {
    return [PREFIX + name, LEGACY_PREFIX + name].filter((key) => hasPlainAnnotation(this.#service, key));
  }
}

const NO_ANNOTATIONS: Annotations = {
  isEmpty: true,
  get: () => '',
  has: () => false,
  keyOf: annotationKey,
  keysOf: () => [],
};

/** The value of an annotation that is read by its full key, '' when absent. */
export function plainAnnotation(service: KubeService, key: string): string {
  const annotations = service.metadata.annotations;
  return annotations && Object.hasOwn(annotations, key) ? (annotations[key] ?? '') : '';
}

/** Whether an annotation that is read by its full key is there at all. */
export function hasPlainAnnotation(service: KubeService, key: string): boolean {
  return Object.hasOwn(service.metadata.annotations ?? {}, key);
}
