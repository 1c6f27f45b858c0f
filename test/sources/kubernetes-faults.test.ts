import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { stopTimers } from '../support/stopped-timers.ts';
import { clusterAt, kubeconfig, nameOf, objects, rejection } from './support/kubeconfigs.ts';
import { type Intercept, kubernetesServer, send, sendStatus } from './support/kubernetes-server.ts';

const TOO_LONG = 'an answer that takes too long';
const TOKEN = 'eyJhbGciOi.very-secret-token.x1';
const services = objects('prod', 'a', 'b', 'c');

describe('answers that say no', () => {
  it.each<{ says: string; intercept: Intercept; error: object; words: readonly string[]; requests: number }>([
    {
      says: '401',
      intercept: (_request, response) => sendStatus(response, 401, 'Unauthorized', 'Unauthorized'),
      error: { kind: 'denied', remoteCode: 'Unauthorized', status: 401 },
      words: ['did not accept the credentials (expired?)', 'c-test', '127.0.0.1'],
      requests: 1,
    },
    {
      says: '403',
      intercept: (_request, response) =>
        sendStatus(
          response,
          403,
          'Forbidden',
          'services is forbidden: User "275\u0007" cannot list\nresource "services"',
        ),
      error: { kind: 'denied', remoteCode: 'Forbidden', status: 403 },
      words: [
        'services is forbidden: User "275 " cannot list resource "services"',
        'apiGroups [""], resources ["services"], verbs ["list"]',
        'RAM',
      ],
      requests: 1,
    },
    {
      says: 'that a resource does not exist',
      intercept: (_request, response) => sendStatus(response, 404, 'NotFound', 'could not find the resource'),
      error: { kind: 'gone', remoteCode: 'NotFound', status: 404 },
      words: ['has no such services', 'could not find the resource'],
      requests: 1,
    },
    {
      says: 'something that is no answer of Kubernetes',
      intercept: (_request, response) => {
        response.writeHead(302, { location: 'https://login.example.com/' }).end();
        return true;
      },
      error: { kind: 'refused', remoteCode: 'HTTP 302', status: 302 },
      words: ['is this the address of a Kubernetes API server?'],
      requests: 1,
    },
  ])('$says is an error at once, with what can be done about it', async (row) => {
    const server = await kubernetesServer({ intercept: row.intercept });
    const cluster = await clusterAt(server.url);

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ name: 'RemoteError', code: 'REMOTE', ...row.error });
    for (const words of row.words) expect((error as Error).message).toContain(words);
    expect((error as Error).message).not.toMatch(/[\n?]limit|\n/);
    expect(server.seen).toHaveLength(row.requests);
  });

  it('name the verb get for a single object, and the group of the resource', async () => {
    const server = await kubernetesServer({
      intercept: (_request, response) => sendStatus(response, 403, 'Forbidden', 'no'),
    });
    const cluster = await clusterAt(server.url);

    const event = await rejection(cluster.precheckEvent());
    const slices = await rejection(cluster.endpointSlices(nameOf));

    expect(event).toMatchObject({
      message: expect.stringContaining('apiGroups [""], resources ["events"], verbs ["get"]'),
    });
    expect(slices).toMatchObject({
      message: expect.stringContaining(
        'apiGroups ["discovery.k8s.io"], resources ["endpointslices"], verbs ["list"]',
      ),
    });
  });
});

describe('troubles that pass', () => {
  it.each<{ trouble: string; intercept: Intercept }>([
    {
      trouble: '500 with a page in HTML',
      intercept: (_request, response, nth) => {
        if (nth > 1) return false;
        response.writeHead(500, { 'content-type': 'text/html' }).end('<html>oops</html>');
        return true;
      },
    },
    {
      trouble: '200 with a page in HTML',
      intercept: (_request, response, nth) => {
        if (nth > 1) return false;
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in</html>');
        return true;
      },
    },
    {
      trouble: 'a list of another kind',
      intercept: (_request, response, nth) =>
        nth === 1 && send(response, 200, { kind: 'PodList', metadata: {}, items: [] }),
    },
    {
      trouble: 'a list without items',
      intercept: (_request, response, nth) =>
        nth === 1 && send(response, 200, { kind: 'ServiceList', metadata: {} }),
    },
    {
      trouble: 'JSON null',
      intercept: (_request, response, nth) => nth === 1 && send(response, 200, null),
    },
    {
      trouble: 'a connection cut in the middle of a body of known length',
      intercept: (_request, response, nth) => {
        if (nth > 1) return false;
        response.writeHead(200, { 'content-length': '5000' }).write('{"kind":', () => response.destroy());
        return true;
      },
    },
    {
      trouble: 'a connection cut in the middle of a chunked body',
      intercept: (_request, response, nth) => {
        if (nth > 1) return false;
        response.writeHead(200).write('{"kind":', () => response.destroy());
        return true;
      },
    },
    {
      trouble: 'a connection cut in the middle of a zipped body',
      intercept: (_request, response, nth) => {
        if (nth > 1) return false;
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .write(Buffer.from('1f8b0800000000000003', 'hex'), () => response.destroy());
        return true;
      },
    },
    {
      trouble: 'a body that is no gzip though it says so',
      intercept: (_request, response, nth) => {
        if (nth > 1) return false;
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain');
        return true;
      },
    },
    {
      trouble: 'a connection reset before an answer',
      intercept: (_request, response, nth) => {
        if (nth > 1) return false;
        response.destroy();
        return true;
      },
    },
    {
      trouble: TOO_LONG,
      intercept: (_request, _response, nth) => nth === 1,
    },
  ])('$trouble is tried again', async ({ trouble, intercept }) => {
    const { pass, until } = stopTimers();
    const server = await kubernetesServer({ stock: { services }, intercept });
    const cluster = await clusterAt(server.url, { requestTimeout: 1_500 });

    const reading = cluster.services(nameOf);
    await until(() => server.seen.length > 0);
    if (trouble === TOO_LONG) pass(1_500);
    const kept = await reading;

    expect(kept).toEqual(['a', 'b', 'c']);
    expect(server.seen).toHaveLength(2);
  });
});

describe('secrets', () => {
  it.each<{ way: string; user: Record<string, string>; secrets: readonly string[] }>([
    { way: 'a token', user: { token: TOKEN }, secrets: [TOKEN] },
    {
      way: 'a password',
      user: { username: 'admin', password: 'pass-w0rd' },
      secrets: ['pass-w0rd', Buffer.from('admin:pass-w0rd').toString('base64')],
    },
  ])('$way stands in no error, though the server sends it back', async ({ user, secrets }) => {
    const server = await kubernetesServer({
      intercept: ({ headers }, response) =>
        sendStatus(response, 403, 'Forbidden', `no: ${headers.authorization} ${secrets.join(' ')}`),
    });
    const cluster = await clusterAt(server.url, { kubeconfig: kubeconfig(server.url, user) });

    const error = await rejection(cluster.services(nameOf));

    const all = `${inspect(error, { depth: 10, showHidden: true })}${JSON.stringify(error)}`;
    expect(server.seen[0]?.headers.authorization).toContain(secrets.at(-1));
    expect(all).toContain('***');
    for (const secret of secrets) expect(all).not.toContain(secret);
  });

  it('that no header can hold stand in no error either', async () => {
    const server = await kubernetesServer();
    const cluster = await clusterAt(server.url, {
      kubeconfig: kubeconfig(server.url, { token: `${TOKEN}\u0001` }),
    });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused', remoteCode: 'ERR_INVALID_CHAR' });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN);
  });
});
