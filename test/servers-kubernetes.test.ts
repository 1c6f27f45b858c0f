import { CoreV1Api, DiscoveryV1Api, KubeConfig } from '@kubernetes/client-node';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../bench/generate-fleet.ts';
import type { FaultReply } from './servers/faults.ts';
import { type Kubernetes, type KubernetesOptions, startKubernetes } from './servers/kubernetes.ts';
import { partsOf, world } from './support/world.ts';

const [CLUSTER] = generateFleet({ seed: 3, clusters: 1, services: 120 }).snapshot.clusters;
if (!CLUSTER) throw new Error('the fleet has no cluster');
const SERVICES = CLUSTER.kubernetes.services.items ?? [];
const SLICES = CLUSTER.kubernetes.endpointSlices.items ?? [];

const running: Kubernetes[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function serverOf(options: Partial<KubernetesOptions> = {}): Promise<Kubernetes> {
  const server = await startKubernetes({ cluster: CLUSTER as KubernetesOptions['cluster'], ...options });
  running.push(server);
  return server;
}

function configOf(server: Kubernetes): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(server.kubeconfig());
  return config;
}

function coreOf(server: Kubernetes): CoreV1Api {
  return configOf(server).makeApiClient(CoreV1Api);
}

/** HTTP status a call must end with, or the name of its error. */
async function statusOf(call: Promise<unknown>): Promise<number | string> {
  return call.then(
    () => 200,
    (error: Error & { code?: number | string }) => error.code ?? error.name,
  );
}

describe('lists of the API server', () => {
  it('give every Service once, page by page', async () => {
    const server = await serverOf({ mostItems: 40 });
    const core = coreOf(server);
    const names: unknown[] = [];
    let _continue: string | undefined;

    do {
      const page = await core.listServiceForAllNamespaces({ limit: 50, ...(_continue && { _continue }) });
      names.push(...page.items.map((item) => item.metadata?.name));
      _continue = page.metadata?._continue;
    } while (_continue);

    expect(names).toEqual(SERVICES.map((service) => service.metadata.name));
    expect(server.calls.counts()).toEqual({ 'GET /api/v1/services': Math.ceil(SERVICES.length / 40) });
  });

  it('hold nodes, slices and the objects of one namespace', async () => {
    const server = await serverOf();
    const core = coreOf(server);
    const namespace = SERVICES[0]?.metadata.namespace ?? '';

    const nodes = await core.listNode();
    const slices = await configOf(server).makeApiClient(DiscoveryV1Api).listEndpointSliceForAllNamespaces();
    const there = await core.listNamespacedService({ namespace });
    const pods = await core.listNamespacedPod({ namespace: 'nowhere' });

    expect(nodes.items).toHaveLength(CLUSTER.kubernetes.nodes.items?.length ?? 0);
    expect(slices.items).toHaveLength(SLICES.length);
    expect(there.items.length).toBeLessThan(SERVICES.length);
    expect(there.items.map((item) => item.metadata?.name)).toEqual(
      SERVICES.filter(({ metadata }) => metadata.namespace === namespace).map(
        ({ metadata }) => metadata.name,
      ),
    );
    expect(pods.items).toEqual([]);
  });

  it('are narrowed by labels that are equal', async () => {
    const server = await serverOf();
    const discovery = configOf(server).makeApiClient(DiscoveryV1Api);
    const { namespace, labels } = SLICES[0]?.metadata ?? { namespace: '' };
    const key = 'kubernetes.io/service-name';
    const list = (labelSelector: string) =>
      discovery.listNamespacedEndpointSlice({ namespace, labelSelector });

    const found = await list(`${key}=${labels?.[key]}`);
    const none = await list(`${key}=${labels?.[key]},a==b`);
    const other = await statusOf(list(`${key} in (a, b)`));

    expect(found.items.map((item) => item.metadata?.labels?.[key])).toEqual([labels?.[key]]);
    expect(none.items).toEqual([]);
    expect(other).toBe(400);
  });

  it('go on as they began while the cluster changes, until they are forgotten', async () => {
    const server = await serverOf();
    const core = coreOf(server);
    const page = (_continue?: string) =>
      core.listServiceForAllNamespaces({ limit: 100, ...(_continue && { _continue }) });

    const first = await page();
    server.update(({ kubernetes }) => {
      kubernetes.services.items = [];
    });
    const second = await page(first.metadata?._continue);
    const anew = await page();
    server.forgetPages();
    const late = await statusOf(page(first.metadata?._continue));

    expect(second.items).toHaveLength(SERVICES.length - 100);
    expect(anew.items).toEqual([]);
    expect(late).toBe(410);
  });
});

describe('single objects', () => {
  it('are read by name, or are not there', async () => {
    const { cluster } = partsOf(world());
    const name = 'CloudControllerManagerPrecheckResult';
    const event = { metadata: { name, namespace: 'kube-system' }, reason: 'Fail', message: '{}' };
    cluster.kubernetes.events = { items: [event] };
    cluster.kubernetes.pods = { items: [{ metadata: { name: 'p-1', namespace: 'prod' } }] };
    const core = coreOf(await serverOf({ cluster }));

    const service = await core.readNamespacedService({ namespace: 'prod', name: 'web' });
    const pod = await core.readNamespacedPod({ namespace: 'prod', name: 'p-1' });
    const check = await core.readNamespacedEvent({ namespace: 'kube-system', name });
    const absent = await statusOf(core.readNamespacedService({ namespace: 'other', name: 'web' }));

    expect(service).toMatchObject({ kind: 'Service', apiVersion: 'v1', metadata: { uid: 'uid-c1-web' } });
    expect(pod.kind).toBe('Pod');
    expect(check.reason).toBe('Fail');
    expect(absent).toBe(404);
  });
});

describe('refusals', () => {
  it('meet a token that is no good any more', async () => {
    const server = await serverOf();
    const core = coreOf(server);

    const before = await statusOf(core.listNode());
    server.rotateToken();
    const after = await statusOf(core.listNode());
    const renewed = await statusOf(coreOf(server).listNode());

    expect([before, after, renewed]).toEqual([200, 401, 200]);
    expect(server.secrets()).toHaveLength(2);
  });

  it('meet whoever wants to change anything, and are noted', async () => {
    const server = await serverOf();
    const core = coreOf(server);

    const deleted = await statusOf(core.deleteNamespacedService({ namespace: 'prod', name: 'web' }));
    const created = await statusOf(core.createNamespace({ body: { metadata: { name: 'new' } } }));
    const unknown = await statusOf(core.listSecretForAllNamespaces());

    expect([deleted, created, unknown]).toEqual([405, 405, 404]);
    expect(server.calls.unexpected().map((call) => call.api)).toEqual([
      'DELETE /api/v1/namespaces/{namespace}/services/{name}',
      'POST /api/v1/namespaces',
      'GET /api/v1/secrets',
    ]);
  });

  it.each<[FaultReply, number | string]>([
    ['throttle', 429],
    ['forbidden', 403],
    ['error500', 500],
    ['html503', 503],
    ['cut', 'ECONNRESET'],
    ['cut-chunked', 'ERR_STREAM_PREMATURE_CLOSE'],
    ['half', 'SyntaxError'],
    [{ status: 410, code: 'Expired' }, 410],
  ])('%j can be planted', async (reply, status) => {
    const server = await serverOf();
    server.faults.add({ when: ({ api }) => api === 'GET /api/v1/nodes', times: 1, reply });
    const core = coreOf(server);

    const hit = await statusOf(core.listNode());
    const next = await statusOf(core.listNode());

    expect([hit, next]).toEqual([status, 200]);
  });
});

/** node-fetch, which the client package uses, waits for ever for the rest of such an answer. */
it('an answer of a told length can be cut in its middle', async () => {
  const server = await serverOf();
  server.faults.add({ reply: 'cut-body' });

  const response = await fetch(`${server.url}/api/v1/nodes`);
  const text = response.text();

  await expect(text).rejects.toThrow('terminated');
});

it('an API server over https is trusted through its kubeconfig alone', async () => {
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const server = await serverOf({ tls: { key: pems.private, cert: pems.cert } });

  const nodes = await coreOf(server).listNode();

  expect(server.url).toMatch(/^https:/);
  expect(nodes.items).toHaveLength(CLUSTER.kubernetes.nodes.items?.length ?? 0);
});
