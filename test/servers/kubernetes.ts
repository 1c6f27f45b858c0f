import { randomUUID } from 'node:crypto';
import type { SnapshotCluster } from '../../shared/snapshot/snapshot.ts';
import type { Call, CallName } from './calls.ts';
import type { Draft } from './draft.ts';
import type { RefusalWord } from './faults.ts';
import { kubeconfigFor } from './kubeconfig.ts';
import { labelsOf } from './kubernetes-listing.ts';
import { type KubernetesPath, kubernetesPath, RESOURCES } from './kubernetes-path.ts';
import { kubernetesStore } from './kubernetes-store.ts';
import type { Answer, Received } from './loopback.ts';
import { type FaultyServer, type ServerOptions, startServer } from './server.ts';

export interface KubernetesOptions extends ServerOptions {
  readonly cluster: SnapshotCluster;
  /** The bearer token it wants; made up if left out. */
  readonly token?: string;
  /** The most items of a page, whatever limit is asked for. */
  readonly mostItems?: number;
}

/** The API server of one cluster. */
export interface Kubernetes extends FaultyServer {
  /** As YAML, with the token in it. */
  readonly kubeconfig: () => string;
  /** Another token from now on: kubeconfigs given out before are no good any more. */
  readonly rotateToken: () => void;
  /** Puts another cluster in the place of all. What it is given must not be edited afterwards. */
  readonly refill: (cluster: SnapshotCluster) => void;
  /** Edits what the cluster holds. Lists that were begun go on with what there was. */
  readonly update: (edit: (cluster: Draft<SnapshotCluster>) => void) => void;
  /** Lists that were begun answer 410 when they go on. */
  readonly forgetPages: () => void;
  /** All that must never be printed. */
  readonly secrets: () => readonly string[];
}

interface StatusWords {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
}

const WORDS: Readonly<Record<RefusalWord, StatusWords>> = {
  throttle: { status: 429, reason: 'TooManyRequests', message: 'Too many requests, please try again later.' },
  forbidden: { status: 403, reason: 'Forbidden', message: 'User "planted" cannot do this.' },
  'not-found': { status: 404, reason: 'NotFound', message: 'not found' },
  error500: { status: 500, reason: 'InternalError', message: 'Internal error occurred.' },
};
const EXPIRED: StatusWords = {
  status: 410,
  reason: 'Expired',
  message: 'The continue parameter is too old.',
};
const NO_METHOD: StatusWords = {
  status: 405,
  reason: 'MethodNotAllowed',
  message: 'This server is read-only.',
};
const UNAUTHORIZED: StatusWords = { status: 401, reason: 'Unauthorized', message: 'Unauthorized' };

/** Starts an API server that wants its token and fails as planned. */
export async function startKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const store = kubernetesStore(options.cluster);
  const tokens = [options.token ?? newToken()];
  const token = (): string => tokens.at(-1) ?? '';

  function name(request: Received): CallName {
    const { clusterId, regionId } = store.cluster();
    const path = kubernetesPath(request.path);
    const parameters = {
      ...Object.fromEntries(request.query),
      ...(path?.namespace !== undefined && { namespace: path.namespace }),
      ...(path?.name !== undefined && { name: path.name }),
    };
    const api = `${request.method} ${path?.pattern ?? request.path}`;
    return { account: clusterId, product: 'kubernetes', region: regionId, api, parameters };
  }

  function answer(request: Received): Answer {
    if (request.method !== 'GET' || request.query.get('watch') === 'true')
      return { ...statusAnswer(NO_METHOD), unexpected: true };
    if (request.headers.authorization !== `Bearer ${token()}`) return statusAnswer(UNAUTHORIZED);
    const path = kubernetesPath(request.path);
    if (!path) return { ...statusAnswer(WORDS['not-found']), unexpected: true };
    return path.name === undefined ? list(path, request.query) : one(path, path.name);
  }

  function one({ resource, namespace }: KubernetesPath, objectName: string): Answer {
    const text = store.object(resource, namespace, objectName);
    if (text === undefined) {
      return statusAnswer({
        status: 404,
        reason: 'NotFound',
        message: `${resource} "${objectName}" not found`,
      });
    }
    const { kind, apiVersion } = RESOURCES[resource];
    return { status: 200, body: JSON.stringify({ kind, apiVersion, ...JSON.parse(text) }) };
  }

  function list({ resource, namespace }: KubernetesPath, query: URLSearchParams): Answer {
    const labels = labelsOf(query.get('labelSelector'));
    if (!labels || query.has('fieldSelector'))
      return statusAnswer({
        status: 400,
        reason: 'BadRequest',
        message: 'only labels that are equal are served',
      });
    const limit = Math.min(
      Number(query.get('limit') ?? 0) || Number.POSITIVE_INFINITY,
      options.mostItems ?? Number.POSITIVE_INFINITY,
    );
    const page = store.page({
      resource,
      namespace,
      labels,
      limit: Number.isFinite(limit) ? limit : undefined,
      continueToken: query.get('continue') || undefined,
    });
    if (!page) return statusAnswer(EXPIRED);
    const { kind, apiVersion } = RESOURCES[resource];
    const frame = JSON.stringify({ kind: `${kind}List`, apiVersion, metadata: page.metadata });
    return { status: 200, body: `${frame.slice(0, -1)},"items":[${page.items.join(',')}]}` };
  }

  const server = await startServer(
    {
      name,
      answer,
      word: (word, call) => statusAnswer({ ...WORDS[word], message: `${WORDS[word].message} (${call.api})` }),
      refuse: (status, reason, message, _call: Call) => statusAnswer({ status, reason, message }),
    },
    options,
  );
  return {
    ...server,
    kubeconfig: () => kubeconfigFor(store.cluster().name, server.url, token(), options.tls),
    rotateToken: () => {
      tokens.push(newToken());
    },
    refill: store.refill,
    update: store.update,
    forgetPages: store.forgetPages,
    secrets: () => [...tokens],
  };
}

function newToken(): string {
  return `planted-bearer-${randomUUID()}`;
}

/** An object of kind Status, as the API server refuses. */
function statusAnswer({ status: code, reason, message }: StatusWords): Answer {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return {
    status: code,
    body: JSON.stringify(body),
    ...(code === 429 && { headers: { 'retry-after': '1' } }),
  };
}
