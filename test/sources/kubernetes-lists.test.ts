import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../shared/sources/observer.ts';
import { crowd } from './support/crowd.ts';
import { clusterAt, nameOf, objects, rejection } from './support/kubeconfigs.ts';
import { kubernetesServer, send, sendStatus } from './support/kubernetes-server.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `web-${index}`);

describe('lists', () => {
  it('come page by page, each page kept before the next is asked for, over one connection', async () => {
    const server = await kubernetesServer({ stock: { services: objects('prod', ...names(7)) } });
    const cluster = await clusterAt(server.url, { pageSize: 3 });
    const keptAfter: number[] = [];

    const kept = await cluster.services((item) => {
      keptAfter.push(server.seen.length);
      return nameOf(item);
    });

    expect(kept).toEqual(names(7));
    expect(keptAfter).toEqual([1, 1, 1, 2, 2, 2, 3]);
    expect(server.seen.map(({ search }) => search.toString())).toEqual([
      'limit=3',
      'limit=3&continue=token-3',
      'limit=3&continue=token-6',
    ]);
    expect(server.connections()).toBe(1);
  });

  it('give objects as the API server sends them: dates are text, unknown fields stay', async () => {
    const stock = objects('prod', ...names(40));
    const server = await kubernetesServer({ stock: { services: stock } });
    const cluster = await clusterAt(server.url);

    const kept = await cluster.services((item) => item);

    expect(kept).toEqual(stock);
  });

  it.each([
    ['services', '/api/v1/services'],
    ['nodes', '/api/v1/nodes'],
    ['endpointSlices', '/apis/discovery.k8s.io/v1/endpointslices'],
  ] as const)('of %s come from %s, below the path of the server', async (list, path) => {
    const asked: string[] = [];
    const server = await kubernetesServer({
      intercept: (request, response) => {
        asked.push(request.path);
        const kind = { services: 'ServiceList', nodes: 'NodeList', endpointSlices: 'EndpointSliceList' }[
          list
        ];
        return send(response, 200, { kind, metadata: {}, items: [] });
      },
    });
    const cluster = await clusterAt(`${server.url}/k8s/clusters/c-1/`);

    const kept = await cluster[list]((item) => item);

    expect(kept).toEqual([]);
    expect(asked).toEqual([`/k8s/clusters/c-1${path}`]);
  });

  it('keep an object once that comes on two pages', async () => {
    const server = await kubernetesServer({
      intercept: ({ search }, response) => {
        const second = search.get('continue') === 'two';
        const items = second
          ? [...objects('prod', 'a', 'c'), ...objects('test', 'a')]
          : objects('prod', 'a', 'b');
        return send(response, 200, {
          kind: 'ServiceList',
          metadata: second ? {} : { continue: 'two' },
          items,
        });
      },
    });
    const cluster = await clusterAt(server.url);

    const kept = await cluster.services((item) => (item as { metadata: object }).metadata);

    expect(kept).toMatchObject([
      { namespace: 'prod', name: 'a' },
      { namespace: 'prod', name: 'b' },
      { namespace: 'prod', name: 'c' },
      { namespace: 'test', name: 'a' },
    ]);
  });

  it('begin anew when the API server has forgotten the next page, with nothing left of the first try', async () => {
    const server = await kubernetesServer({
      stock: { services: objects('prod', ...names(5)) },
      intercept: (_request, response, nth) =>
        nth === 2 && sendStatus(response, 410, 'Expired', 'The provided continue parameter is too old'),
    });
    const cluster = await clusterAt(server.url, { pageSize: 2 });

    const kept = await cluster.services(nameOf);

    expect(kept).toEqual(names(5));
    expect(server.seen.map(({ search }) => search.get('continue'))).toEqual([
      null,
      'token-2',
      null,
      'token-2',
      'token-4',
    ]);
  });

  it('are given up after three new beginnings', async () => {
    const server = await kubernetesServer({
      stock: { services: objects('prod', ...names(5)) },
      intercept: ({ search }, response) =>
        search.has('continue') && sendStatus(response, 410, 'Expired', 'too old'),
    });
    const cluster = await clusterAt(server.url, { pageSize: 2 });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ code: 'REMOTE', kind: 'unavailable', remoteCode: 'Expired', status: 410 });
    expect(server.seen).toHaveLength(8);
  });

  it('are given up when the same page is announced again and again', async () => {
    const server = await kubernetesServer({
      intercept: (_request, response) =>
        send(response, 200, { kind: 'NodeList', metadata: { continue: 'again' }, items: [] }),
    });
    const cluster = await clusterAt(server.url);

    const error = await rejection(cluster.nodes((item) => item));

    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('twice') });
    expect(server.seen).toHaveLength(2);
  });
});

describe('single objects', () => {
  const stock = {
    services: objects('prod', 'web'),
    pods: [...objects('few', ...names(10)), ...objects('many', ...names(30))],
    events: objects('kube-system', 'CloudControllerManagerPrecheckResult'),
    endpointslices: [
      { metadata: { namespace: 'prod', name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } } },
      { metadata: { namespace: 'prod', name: 'api-1', labels: { 'kubernetes.io/service-name': 'api' } } },
      { metadata: { namespace: 'test', name: 'web-2', labels: { 'kubernetes.io/service-name': 'web' } } },
    ],
  };

  it('are asked for by name, and undefined where they are gone', async () => {
    const server = await kubernetesServer({ stock });
    const cluster = await clusterAt(server.url);

    const there = await cluster.service({ namespace: 'prod', name: 'web' });
    const gone = await cluster.service({ namespace: 'prod', name: 'w/../eb' });

    expect(there).toEqual({ kind: 'Service', apiVersion: 'v1', ...objects('prod', 'web')[0] });
    expect(gone).toBeUndefined();
    expect(server.seen.map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/prod/services/web',
      '/api/v1/namespaces/prod/services/w%2F..%2Feb',
    ]);
  });

  it('of the upgrade check is its event, where there is one', async () => {
    const [withEvent, without] = [await kubernetesServer({ stock }), await kubernetesServer()];

    const found = await (await clusterAt(withEvent.url)).precheckEvent();
    const missing = await (await clusterAt(without.url)).precheckEvent();

    expect(found).toMatchObject({
      kind: 'Event',
      metadata: { name: 'CloudControllerManagerPrecheckResult' },
    });
    expect(missing).toBeUndefined();
  });

  it('are not thought gone because something that is no API server says 404', async () => {
    const server = await kubernetesServer({
      intercept: (_request, response) => {
        response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>nginx</h1>');
        return true;
      },
    });
    const cluster = await clusterAt(server.url);

    const error = await rejection(cluster.service({ namespace: 'prod', name: 'web' }));

    expect(error).toMatchObject({ kind: 'refused', remoteCode: 'HTTP 404', status: 404 });
  });

  it('of endpoints are those of one Service', async () => {
    const server = await kubernetesServer({ stock });
    const cluster = await clusterAt(server.url);

    const slices = await cluster.endpointSlicesOf({ namespace: 'prod', name: 'web' }, nameOf);

    expect(slices).toEqual(['web-1']);
    expect(server.seen[0]?.search.get('labelSelector')).toBe('kubernetes.io/service-name=web');
  });

  it('of few pods of a namespace come by name, of many by the list of the namespace', async () => {
    const server = await kubernetesServer({ stock });
    const cluster = await clusterAt(server.url, { pageSize: 20 });
    const few = [...names(9), 'gone'].map((name) => ({ namespace: 'few', name }));
    const many = ['gone', ...names(11), 'web-29'].map((name) => ({ namespace: 'many', name }));

    const pods = await cluster.pods([...few, ...few, ...many], nameOf);

    expect([...pods].sort()).toEqual([...names(9), ...names(11), 'web-29'].sort());
    const paths = server.seen.map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith('/api/v1/namespaces/few/pods/'))).toHaveLength(10);
    expect(paths.filter((path) => path === '/api/v1/namespaces/many/pods')).toHaveLength(2);
    expect(paths).toHaveLength(12);
  });

  it('are asked for eight at a time at most', async () => {
    const eight = crowd(8);
    const server = await kubernetesServer({
      intercept: ({ path }, response) => {
        void eight.pass().then(() => send(response, 200, { kind: 'Pod', metadata: { name: path } }));
        return true;
      },
    });
    const cluster = await clusterAt(server.url);
    const wanted = ['a', 'b', 'c', 'd'].flatMap((namespace) =>
      names(10).map((name) => ({ namespace, name })),
    );

    const pods = await cluster.pods(wanted, nameOf);

    expect(pods).toHaveLength(40);
    expect(eight.most()).toBe(8);
  });
});

describe('every call', () => {
  it('is a GET, and is told to the observer under its own name', async () => {
    const server = await kubernetesServer({
      stock: { services: objects('prod', 'web'), pods: objects('prod', ...names(11)) },
      intercept: (_request, response, nth) =>
        nth === 1 && sendStatus(response, 429, 'TooManyRequests', 'slow'),
    });
    const events: CallEvent[] = [];
    const cluster = await clusterAt(server.url, { onCall: (event) => events.push(event) });
    const ref = { namespace: 'prod', name: 'web' };

    await cluster.services(nameOf);
    await cluster.endpointSlices(nameOf);
    await cluster.nodes(nameOf);
    await cluster.pods([ref], nameOf);
    await cluster.pods(
      names(11).map((name) => ({ namespace: 'prod', name })),
      nameOf,
    );
    await cluster.precheckEvent();
    await cluster.service(ref);
    await cluster.endpointSlicesOf(ref, nameOf);

    expect(new Set(server.seen.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(events.map(({ api, outcome }) => `${api} ${outcome}`)).toEqual([
      'GET /api/v1/services throttled',
      'GET /api/v1/services ok',
      'GET /apis/discovery.k8s.io/v1/endpointslices ok',
      'GET /api/v1/nodes ok',
      'GET /api/v1/namespaces/{namespace}/pods/{name} ok',
      'GET /api/v1/namespaces/{namespace}/pods ok',
      'GET /api/v1/namespaces/{namespace}/events/{name} ok',
      'GET /api/v1/namespaces/{namespace}/services/{name} ok',
      'GET /apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices ok',
    ]);
    expect(events[0]).toMatchObject({ owner: 'c-test', product: 'kubernetes', regionId: 'cn-hangzhou' });
    expect(events[0]?.duration).toBeGreaterThan(0);
  });
});
