import net, { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { CallEvent } from '../../shared/sources/observer.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { base64, clientPair, type Pair, serverPair } from './support/certificates.ts';
import { clusterAt, kubeconfig, nameOf, objects, rejection } from './support/kubeconfigs.ts';
import { kubernetesServer } from './support/kubernetes-server.ts';

const services = objects('prod', 'web');
const token = { token: 'token-of-the-test' };

describe('TLS', () => {
  let pair: Pair;
  let client: Pair & { readonly ca: string };
  beforeAll(async () => {
    [pair, client] = await Promise.all([serverPair(), clientPair('auditor')]);
  });

  const trusting = () => ({ 'certificate-authority-data': base64(pair.cert) });

  it('trusts the certificate authority of the kubeconfig, and sends the token', async () => {
    const server = await kubernetesServer({ stock: { services }, tls: pair });
    const config = kubeconfig(server.url, token, trusting());
    const cluster = await clusterAt(server.url, { kubeconfig: config });

    const kept = await cluster.services(nameOf);

    expect(kept).toEqual(['web']);
    expect(server.seen[0]?.headers.authorization).toBe('Bearer token-of-the-test');
  });

  it('sends the client certificate, over one connection', async () => {
    const tls = { ...pair, ca: client.ca, requestCert: true, rejectUnauthorized: true };
    const server = await kubernetesServer({ stock: { services }, tls });
    const user = { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) };
    const cluster = await clusterAt(server.url, { kubeconfig: kubeconfig(server.url, user, trusting()) });

    await cluster.services(nameOf);
    await cluster.nodes(nameOf);

    expect(server.seen.map(({ clientName }) => clientName)).toEqual(['auditor', 'auditor']);
    expect(server.connections()).toBe(1);
  });

  it('tells of a server that wants a client certificate, without trying again', async () => {
    const tls = { ...pair, ca: client.ca, requestCert: true, rejectUnauthorized: true };
    const server = await kubernetesServer({ tls });
    const cluster = await clusterAt(server.url, { kubeconfig: kubeconfig(server.url, token, trusting()) });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('client certificate') });
    expect(server.connections()).toBe(1);
  });

  it.each<{
    fault: string;
    made: () => Promise<Pair>;
    trusted: (made: Pair) => Pair;
    code: string;
    hint: string;
  }>([
    {
      fault: 'is not signed by the authority of the kubeconfig',
      made: () => serverPair(),
      trusted: () => pair,
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      hint: 'certificate-authority-data',
    },
    {
      fault: 'is for another host',
      made: () => serverPair({ ip: '10.0.0.9' }),
      trusted: (made) => made,
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      hint: 'tls-server-name',
    },
    {
      fault: 'has expired',
      made: () => serverPair({ notAfterDate: new Date(Date.now() - 86_400_000) }),
      trusted: (made) => made,
      code: 'CERT_HAS_EXPIRED',
      hint: 'has expired',
    },
  ])('gives up at once when the certificate of the server $fault', async (row) => {
    const made = await row.made();
    const server = await kubernetesServer({ tls: made });
    const authority = { 'certificate-authority-data': base64(row.trusted(made).cert) };
    const config = kubeconfig(server.url, token, authority);
    const cluster = await clusterAt(server.url, { kubeconfig: config });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused', remoteCode: row.code });
    expect((error as Error).message).toContain('TLS');
    expect((error as Error).message).toContain(row.hint);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(
      /BEGIN|kube-apiserver|token-of-the-test/,
    );
    expect(server.connections()).toBe(1);
    expect(server.seen).toHaveLength(0);
  });

  it('checks nothing where the kubeconfig says so', async () => {
    const server = await kubernetesServer({ stock: { services }, tls: await serverPair({ ip: '10.0.0.9' }) });
    const config = kubeconfig(server.url, token, { 'insecure-skip-tls-verify': true });
    const cluster = await clusterAt(server.url, { kubeconfig: config });

    const kept = await cluster.services(nameOf);

    expect(kept).toEqual(['web']);
  });

  it('tells of a server that speaks no TLS', async () => {
    const server = await kubernetesServer();
    const url = server.url.replace('http:', 'https:');
    const cluster = await clusterAt(url);

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('does not speak TLS') });
  });

  it('tells of a client certificate that is none, and shows nothing of it', async () => {
    const server = await kubernetesServer({ tls: pair });
    const user = {
      'client-certificate-data': base64('not a certificate'),
      'client-key-data': base64('no key'),
    };
    const cluster = await clusterAt(server.url, { kubeconfig: kubeconfig(server.url, user, trusting()) });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused' });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/not a certificate|no key/);
  });
});

describe('a server that cannot be reached', () => {
  it('is unreachable after some tries, with a hint at private API servers', async () => {
    // Nobody listens there, and nobody will.
    const port = 1;
    const events: CallEvent[] = [];
    const cluster = await clusterAt(`http://127.0.0.1:${port}`, { onCall: (event) => events.push(event) });

    const error = await rejection(cluster.nodes(nameOf));

    expect(error).toMatchObject({ kind: 'unreachable', remoteCode: 'ECONNREFUSED' });
    expect((error as Error).message).toContain(`127.0.0.1:${port}`);
    expect((error as Error).message).toContain('private API server?');
    expect(events.length).toBeGreaterThan(1);
    expect(new Set(events.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
  });

  it('is not waited for the whole time of a request while it does not even connect', async () => {
    const silent = net.createServer();
    const sockets: net.Socket[] = [];
    const { pass } = stopTimers();
    silent.on('connection', (socket) => {
      sockets.push(socket);
      pass(30_000);
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const { port } = silent.address() as AddressInfo;
    const cluster = await clusterAt(`https://127.0.0.1:${port}`, { requestTimeout: 60_000 });

    const error = await rejection(cluster.nodes(nameOf));

    expect(error).toMatchObject({ kind: 'timeout', remoteCode: 'ETIMEDOUT' });
  });
});
