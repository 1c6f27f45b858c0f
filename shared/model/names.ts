import { atoi } from './go.ts';

export { OWNER_TAG } from '../snapshot/cloud-items.ts';

/** Tag key that CCM puts on an instance that a Service reuses. */
export const REUSE_TAG = 'kubernetes.reused.by.user';
/** Tag key that names the cluster an instance belongs to, the API server's own one included. */
export const CLUSTER_TAG = 'ack.aliyun.com';
/** Finalizer that CCM keeps on a Service for as long as it has an SLB to look after. */
export const SERVICE_FINALIZER = 'service.k8s.alibaba/resources';

/** Whose a listener or VServer group is, read from its name `k8s/<X>/<service>/<namespace>/<cluster id>`. */
export interface NamedKey {
  readonly port: string;
  readonly service: string;
  readonly namespace: string;
  readonly clusterId: string;
}

/** Name of the instance and value of its owner tag: `a` + UID without dashes, at most 32 characters. */
export function defaultLoadBalancerName(uid: string): string {
  return `a${uid}`.replaceAll('-', '').slice(0, 32);
}

/** CCM's name for a listener (X = its port) or a VServer group (X = nodePort or targetPort). */
export function namedKey(
  port: number | string,
  service: string,
  namespace: string,
  clusterId: string,
): string {
  return `k8s/${port}/${service}/${namespace}/${clusterId}`;
}

/** Reads a VServer group's name or a backend's description; undefined when it is not CCM's. */
export function parseGroupKey(name: string | null | undefined): NamedKey | undefined {
  if (!name?.startsWith('k8s/')) return undefined;
  const parts = name.split('/');
  if (parts.length !== 5) return undefined;
  const [, port = '', service = '', namespace = '', clusterId = ''] = parts;
  return { port, service, namespace, clusterId };
}

/** Reads a listener's description; its port part must be an integer, else the listener is the user's. */
export function parseListenerKey(description: string | null | undefined): NamedKey | undefined {
  const key = parseGroupKey(description);
  return key && atoi(key.port) !== undefined ? key : undefined;
}
