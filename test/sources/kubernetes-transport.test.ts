import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { retryAfter } from '../../shared/sources/kubernetes/retry-after.ts';
import { transportFault } from '../../shared/sources/kubernetes/transport-faults.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { clusterAt, nameOf, objects, rejection } from './support/kubeconfigs.ts';
import { kubernetesServer, sendStatus } from './support/kubernetes-server.ts';

describe('Retry-After', () => {
  it('is waited for', async () => {
    const times: number[] = [];
    const server = await kubernetesServer({
      stock: { services: objects('prod', 'a') },
      intercept: (_request, response, nth) => {
        times.push(performance.now());
        return nth === 1 && sendStatus(response, 429, 'TooManyRequests', 'slow', { 'retry-after': '1' });
      },
    });
    const cluster = await clusterAt(server.url);

    await cluster.services(nameOf);

    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(900);
  });

  it.each([
    [undefined, 0],
    ['2', 2_000],
    ['0', 0],
    ['Thu, 01 Jan 1970 00:00:07 GMT', 5_000],
    ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
    ['soon', 0],
    ['86400', 60_000],
  ])('%j, two seconds after 1970 began, is %i ms', (value, expected) => {
    const wait = retryAfter({ 'retry-after': value }, 2_000);

    expect(wait).toBe(expected);
  });
});

describe('faults of the connection', () => {
  it.each([
    ['ENOTFOUND', 'unreachable', 'not known to DNS'],
    ['EAI_AGAIN', 'unreachable', 'not known to DNS'],
    ['EHOSTUNREACH', 'unreachable', 'private API server'],
    ['ENETUNREACH', 'unreachable', 'private API server'],
    ['ETIMEDOUT', 'timeout', 'private API server'],
    ['ECONNRESET', 'unreachable', 'broke'],
    ['HPE_INVALID_CONSTANT', 'unavailable', 'garbled'],
    ['CERT_NOT_YET_VALID', 'refused', 'clock'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'refused', 'certificate-authority-data'],
    ['CERT_REVOKED', 'refused', 'TLS'],
  ])('%s is %s, with a hint', (code, kind, words) => {
    const fault = transportFault(Object.assign(new Error('text'), { code }), 'the API server of c-1');

    expect(fault).toMatchObject({ kind, remoteCode: code, message: expect.stringContaining(words) });
    expect(fault.message).toContain('the API server of c-1');
  });
});

describe('an answer without end', () => {
  const mostBytes = 1_000_000;

  it.each(['as it is', 'zipped to a thousandth'])(
    'is given up once, and the connection with it: %s',
    async (how) => {
      const spaces = Buffer.alloc(1_000_000, ' ');
      const zipped = gzipSync(Buffer.alloc(mostBytes * 8, ' '));
      const server = await kubernetesServer({
        intercept: (_request, response) => {
          if (how !== 'as it is') {
            response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped);
            return true;
          }
          const go = (): void => {
            while (!response.destroyed && response.write(spaces));
          };
          response.writeHead(200).on('drain', go);
          go();
          return true;
        },
      });
      const cluster = await clusterAt(server.url, { mostBytes });

      const error = await rejection(cluster.services(nameOf));

      expect(zipped.length).toBeLessThan(mostBytes / 100);
      expect(error).toMatchObject({ kind: 'refused', remoteCode: 'TOO_LARGE' });
      expect(server.seen).toHaveLength(1);
      if (how === 'as it is') await expect.poll(server.abandoned).toBe(1);
    },
  );
});

describe('the signal', () => {
  it('ends a request that is under way, really', async () => {
    const interrupt = new AbortController();
    const server = await kubernetesServer({
      intercept: (_request, response) => {
        response.writeHead(200).write('{"kind":"ServiceList",');
        setTimeout(() => interrupt.abort(), 30);
        return true;
      },
    });
    const cluster = await clusterAt(server.url, { signal: interrupt.signal });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'aborted' });
    await expect.poll(server.abandoned).toBe(1);
    expect(server.seen).toHaveLength(1);
  });

  it('keeps the deadline of the whole against a slow server', async () => {
    const { pass } = stopTimers();
    const server = await kubernetesServer({
      intercept: () => {
        pass(200);
        return true;
      },
    });
    const cluster = await clusterAt(server.url, { signal: AbortSignal.timeout(200) });

    const error = await rejection(cluster.nodes(nameOf));

    expect(error).toMatchObject({ kind: 'aborted', remoteCode: 'DEADLINE' });
    await expect.poll(server.abandoned).toBe(1);
  });

  it('that was given before keeps anything from being sent', async () => {
    const server = await kubernetesServer();
    const cluster = await clusterAt(server.url, { signal: AbortSignal.abort() });

    const error = await rejection(cluster.pods([{ namespace: 'prod', name: 'web' }], nameOf));

    expect(error).toMatchObject({ kind: 'aborted' });
    expect(server.seen).toHaveLength(0);
  });
});
