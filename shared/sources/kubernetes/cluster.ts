/** Takes an object as the API server sends it, gives what is to be kept of it in memory. */
export type Keep = (item: unknown) => unknown;

/** Which object is meant. */
export interface ObjectRef {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The API server of one cluster, read-only. Lists are paged (500 a page) and start anew where the server has forgotten
 * the page (410); each page's items go through `keep` before the next page is asked for. Throws RemoteError, whose
 * message says what to do about it where that is known (RBAC rule, unreachable endpoint, certificate).
 */
export interface KubernetesCluster {
  readonly services: (keep: Keep) => Promise<readonly unknown[]>;
  readonly endpointSlices: (keep: Keep) => Promise<readonly unknown[]>;
  readonly nodes: (keep: Keep) => Promise<readonly unknown[]>;
  /** Those of the given pods that exist; by name where they are few in a namespace, else by listing it. */
  readonly pods: (wanted: readonly ObjectRef[], keep: Keep) => Promise<readonly unknown[]>;
  /** Event kube-system/CloudControllerManagerPrecheckResult; undefined where there is none. */
  readonly precheckEvent: () => Promise<unknown>;
  /** One Service, unkept; undefined where it is gone. */
  readonly service: (ref: ObjectRef) => Promise<unknown>;
  /** The EndpointSlices of one Service. */
  readonly endpointSlicesOf: (service: ObjectRef, keep: Keep) => Promise<readonly unknown[]>;
}
