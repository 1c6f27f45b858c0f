/** The kinds of objects that are served, by the names they have in paths. */
export const RESOURCES = {
  services: { list: 'services', kind: 'Service', apiVersion: 'v1', namespaced: true },
  pods: { list: 'pods', kind: 'Pod', apiVersion: 'v1', namespaced: true },
  nodes: { list: 'nodes', kind: 'Node', apiVersion: 'v1', namespaced: false },
  events: { list: 'events', kind: 'Event', apiVersion: 'v1', namespaced: true },
  endpointslices: {
    list: 'endpointSlices',
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    namespaced: true,
  },
} as const;

export type Resource = keyof typeof RESOURCES;

/** What a path asks for. */
export interface KubernetesPath {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name?: string;
  /** The path with words for what varies: `/api/v1/namespaces/{namespace}/pods/{name}`. */
  readonly pattern: string;
}

const PATH =
  /^\/(?:api|apis)\/(?<api>v1|discovery\.k8s\.io\/v1)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<resource>[a-z]+)(?:\/(?<name>[^/]+))?$/;

/** @returns undefined for what is not served */
export function kubernetesPath(path: string): KubernetesPath | undefined {
  const { api, namespace, resource, name } = PATH.exec(path)?.groups ?? {};
  if (resource === undefined || !isResource(resource)) return undefined;
  const { apiVersion, namespaced } = RESOURCES[resource];
  const prefix = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  if (api !== apiVersion || !path.startsWith(`${prefix}/`)) return undefined;
  // A namespaced object has its namespace in its path, a node never has one.
  if (namespaced ? name !== undefined && namespace === undefined : namespace !== undefined) return undefined;
  const within = namespace === undefined ? '' : '/namespaces/{namespace}';
  return {
    resource,
    pattern: `${prefix}${within}/${resource}${name === undefined ? '' : '/{name}'}`,
    ...(namespace !== undefined && { namespace: decodeURIComponent(namespace) }),
    ...(name !== undefined && { name: decodeURIComponent(name) }),
  };
}

function isResource(name: string): name is Resource {
  return Object.hasOwn(RESOURCES, name);
}
