import type { ObjectRef } from './cluster.ts';

/** A kind of object of the Kubernetes API, as far as reading it needs. */
export interface Resource {
  /** As an RBAC rule writes it: '' is the core group. */
  readonly apiGroup: string;
  /** Where its group and version are served. */
  readonly root: string;
  readonly plural: string;
  /** `Service`; its list is a `ServiceList`. */
  readonly kind: string;
}

/** core/v1 Services. */
export const SERVICES = core('services', 'Service');
/** core/v1 Nodes. */
export const NODES = core('nodes', 'Node');
/** core/v1 Pods. */
export const PODS = core('pods', 'Pod');
/** core/v1 Events. */
export const EVENTS = core('events', 'Event');
/** discovery.k8s.io/v1 EndpointSlices. */
export const ENDPOINT_SLICES: Resource = {
  apiGroup: 'discovery.k8s.io',
  root: '/apis/discovery.k8s.io/v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
};

/** A list of objects: of all namespaces, of one, of those with a label. */
export interface ListCall {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly labelSelector?: string;
}

/** One object by its name. */
export interface ObjectCall {
  readonly resource: Resource;
  readonly ref: ObjectRef;
}

/** Anything that is asked of an API server. All of it is read by GET. */
export type Call = ListCall | ObjectCall;

/** The RBAC verb that a call needs. */
export function verbOf(call: Call): 'get' | 'list' {
  return 'ref' in call ? 'get' : 'list';
}

/** Below the server's own address. */
export function pathOf(call: Call): string {
  return pathWith(call, encodeURIComponent);
}

/** The call's own name, equal for all namespaces and objects: `GET /api/v1/namespaces/{namespace}/pods/{name}`. */
export function nameOf(call: Call): string {
  return `GET ${pathWith(call, (_value, placeholder) => `{${placeholder}}`)}`;
}

function pathWith(call: Call, write: (value: string, placeholder: string) => string): string {
  const { root, plural } = call.resource;
  if ('ref' in call) {
    const { namespace, name } = call.ref;
    return `${root}/namespaces/${write(namespace, 'namespace')}/${plural}/${write(name, 'name')}`;
  }
  if (call.namespace === undefined) return `${root}/${plural}`;
  return `${root}/namespaces/${write(call.namespace, 'namespace')}/${plural}`;
}

function core(plural: string, kind: string): Resource {
  return { apiGroup: '', root: '/api/v1', plural, kind };
}
