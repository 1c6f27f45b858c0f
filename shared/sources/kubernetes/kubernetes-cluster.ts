import pLimit from 'p-limit';
import type { CallObserver } from '../observer.ts';
import { apiServer } from './api-server.ts';
import { ENDPOINT_SLICES, EVENTS, NODES, SERVICES } from './calls.ts';
import type { KubernetesCluster } from './cluster.ts';
import { listAll } from './list.ts';
import { readPods } from './pods.ts';

/** Milliseconds for one request. */
const REQUEST_TIMEOUT = 30_000;

/** Objects of one page; kubectl asks for as many. */
const PAGE_SIZE = 500;

/**
 * Bytes of one answer, unzipped: a quarter of a megabyte for each object of a page, which have kilobytes. An API server
 * that is not in order, or not one's own any more, must not take the memory of the other clusters.
 */
const MOST_BYTES = 128 * 1024 * 1024;

/** Requests for single objects that are under way at once. */
const CONCURRENCY = 8;

/** Where the real upgrade check leaves its result (CCM, pkg/provider/dryrun/event.go). */
const PRECHECK_EVENT = { namespace: 'kube-system', name: 'CloudControllerManagerPrecheckResult' };

/** The label by which an EndpointSlice names its Service. */
const SERVICE_NAME = 'kubernetes.io/service-name';

/** Which cluster is read, and how. */
export interface KubernetesClusterOptions {
  readonly clusterId: string;
  readonly regionId: string;
  /** The kubeconfig's text, YAML or JSON. A secret. */
  readonly kubeconfig: string;
  /** The kubeconfig's own current-context if left out. */
  readonly context?: string | undefined;
  /** Where file names in the kubeconfig start from; the working folder if left out. */
  readonly folder?: string | undefined;
  /**
   * Plugins (`exec`, `auth-provider`) and files that the kubeconfig names are usual on a laptop; one that came from
   * elsewhere has no business to run commands here, or to have files read. `own` if left out.
   */
  readonly origin?: 'own' | 'foreign' | undefined;
  /** Ends everything that is under way, with RemoteError `aborted`. */
  readonly signal: AbortSignal;
  readonly onCall?: CallObserver | undefined;
  /** Milliseconds for one attempt of a request; 30 s if left out. */
  readonly requestTimeout?: number | undefined;
  /** Objects of one page of a list; 500 if left out. */
  readonly pageSize?: number | undefined;
  /** Bytes of one answer; 128 MiB if left out. */
  readonly mostBytes?: number | undefined;
}

/**
 * The API server that a kubeconfig names. Nothing is sent before the first call of a function.
 * @throws RemoteError `refused` when the kubeconfig cannot be used
 */
export async function kubernetesCluster(options: KubernetesClusterOptions): Promise<KubernetesCluster> {
  // The library costs a third of a second and 70 MB to load, so only those who read a live cluster load it.
  const { accessOf } = await import('./sign-in.ts');
  const access = accessOf(options.kubeconfig, {
    clusterId: options.clusterId,
    origin: options.origin ?? 'own',
    ...(options.context !== undefined && { context: options.context }),
    ...(options.folder !== undefined && { folder: options.folder }),
  });
  const server = apiServer(access, {
    clusterId: options.clusterId,
    regionId: options.regionId,
    signal: options.signal,
    onCall: options.onCall,
    requestTimeout: options.requestTimeout ?? REQUEST_TIMEOUT,
    pageSize: options.pageSize ?? PAGE_SIZE,
    mostBytes: options.mostBytes ?? MOST_BYTES,
  });
  const limit = pLimit(CONCURRENCY);
  return {
    services: (keep) => listAll(server, { resource: SERVICES }, keep),
    endpointSlices: (keep) => listAll(server, { resource: ENDPOINT_SLICES }, keep),
    nodes: (keep) => listAll(server, { resource: NODES }, keep),
    pods: (wanted, keep) => readPods(server, wanted, keep, limit),
    precheckEvent: () => server.object({ resource: EVENTS, ref: PRECHECK_EVENT }),
    service: (ref) => limit(() => server.object({ resource: SERVICES, ref })),
    endpointSlicesOf: ({ namespace, name }, keep) => {
      const labelSelector = `${SERVICE_NAME}=${name}`;
      return limit(() => listAll(server, { resource: ENDPOINT_SLICES, namespace, labelSelector }, keep));
    },
  };
}
