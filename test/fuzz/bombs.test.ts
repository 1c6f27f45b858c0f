import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CloudAccount, createAccount } from '../../shared/sources/alicloud/account.ts';
import { clusterDirectory } from '../../shared/sources/alicloud/cluster-directory.ts';
import { slbRegion } from '../../shared/sources/alicloud/slb.ts';
import { checkedRows } from '../../shared/store/checked-rows.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { allLarge } from '../../shared/store/large.ts';
import { openTablestoreRows } from '../../shared/store/tablestore-rows.ts';
import { clusterAt, rejection } from '../sources/support/kubeconfigs.ts';
import { buildCommand, startProgram } from '../support/built-command.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';

const MIB = 1024 * 1024;
const folder = temporaryFolder();

/** A server, ended with the test, and how many bytes of bodies it has got rid of. */
async function serverOf(answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void) {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.on('error', () => undefined);
    answer(request, response, ++requests);
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

/** Writes without end, as fast as somebody takes it; counts. */
function endless(response: ServerResponse, sent: { bytes: number }): void {
  const chunk = Buffer.alloc(MIB, ' ');
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = (): void => {
    while (!response.destroyed && sent.bytes < 4_096 * MIB) {
      sent.bytes += chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', more);
        return;
      }
    }
  };
  more();
}

/** Sends 600 MB of blanks, which are 600 kB in gzip. */
function bomb(response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    .end(zipped(' ', 600));
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function accountAt(url: string): CloudAccount {
  const limit = { requestsPerMinute: 10_000_000, concurrency: 8 };
  return createAccount({
    name: 'main',
    credentials: { kind: 'keys', accessKeyId: 'LTAIx', accessKeySecret: 'secret' },
    endpoints: { slb: url, ecs: url, vpc: url, cs: url, sts: url },
    limits: { slb: limit, ecs: limit, vpc: limit, cs: limit },
    signal: AbortSignal.timeout(100_000),
  });
}

describe('a snapshot file that is far larger than it looks, with little memory', () => {
  let command: string;
  beforeAll(() => {
    command = buildCommand(folder);
  });

  async function scan(path: string, megabytes: number) {
    const child = startProgram(
      process.execPath,
      [`--max-old-space-size=${megabytes}`, command, 'scan', '--snapshot', path],
      {},
    );
    return { ...(await child.ended), err: child.err() };
  }

  it.each<[string, () => Buffer, number, RegExp]>([
    ['600 MB of blanks', () => zipped(' ', 600), 96, /more than 512 MB of text/],
    ['lists in lists', () => zipped('[', 24), 96, /more than 20000000 lists and objects/],
    ['empty lists', () => zipped('[],', 64), 160, /more than 20000000 lists and objects/],
    [
      'a list that is no snapshot, nested a million times',
      () => gzipSync('['.repeat(1_000_000) + ']'.repeat(1_000_000)),
      256,
      /is not a snapshot/,
    ],
  ])('is refused in a line: %s', async (name, content, megabytes, says) => {
    const path = fileIn(folder, `${name.slice(0, 8)}.json.gz`, content());

    const { code, signal, err } = await scan(path, megabytes);

    expect({ code, signal }).toEqual({ code: 2, signal: null });
    expect(err).toMatch(says);
  });
});

/** So many megabytes of a text, in gzip. */
function zipped(text: string, megabytes: number): Buffer {
  // Members of gzip may follow each other.
  const member = gzipSync(text.repeat(Math.ceil((8 * MIB) / text.length)));
  return Buffer.concat(Array.from({ length: Math.ceil(megabytes / 8) }, () => member));
}

describe('an API server', () => {
  it('whose answer does not end is left after 128 MiB', async () => {
    const sent = { bytes: 0 };
    const server = await serverOf((_request, response) => endless(response, sent));
    const cluster = await clusterAt(server.url);

    const error = await rejection(cluster.services((item) => item));

    expect(error).toMatchObject({ kind: 'refused', remoteCode: 'TOO_LARGE' });
    expect(server.requests()).toBe(1);
    expect(sent.bytes).toBeLessThan(192 * MIB);
  });

  it('whose answer is large only when it is unzipped is left too', async () => {
    const server = await serverOf((_request, response) => bomb(response));
    const cluster = await clusterAt(server.url);

    const error = await rejection(cluster.services((item) => item));

    expect(error).toMatchObject({ kind: 'refused', remoteCode: 'TOO_LARGE' });
    expect(server.requests()).toBe(1);
  });

  it('whose answer is all brackets is not parsed', async () => {
    const body = `{"kind":"ServiceList","items":[${'[],'.repeat(4_500_000)}[]]}`;
    const server = await serverOf((_request, response) => response.writeHead(200).end(body));
    const cluster = await clusterAt(server.url);

    const error = await rejection(cluster.services((item) => item));

    expect(error).toMatchObject({
      remoteCode: 'BAD_ANSWER',
      message: expect.stringContaining('more than 4000000 lists'),
    });
  });

  it.each<[string, (nth: number) => string]>([
    ['ever new pages', (nth) => `token-${nth}`],
    ['two pages in turn', (nth) => `token-${nth % 2}`],
  ])('that announces %s is left', async (_, token) => {
    const server = await serverOf((_request, response, nth) =>
      json(response, { kind: 'NodeList', metadata: { continue: token(nth) }, items: [] }),
    );
    const cluster = await clusterAt(server.url);

    const error = await rejection(cluster.nodes((item) => item));

    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('does not end') });
    expect(server.requests()).toBeLessThan(6_000);
  });

  it('that has millions of objects is left', async () => {
    const items = Array.from({ length: 200_000 }, () => ({}));
    const body = (nth: number) =>
      JSON.stringify({ kind: 'NodeList', metadata: { continue: `t${nth}` }, items });
    const server = await serverOf((_request, response, nth) => response.writeHead(200).end(body(nth)));
    const cluster = await clusterAt(server.url);

    const error = await rejection(cluster.nodes(() => 0));

    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('more than 1000000 objects'),
    });
    expect(server.requests()).toBe(6);
  });
});

describe('the API of the cloud', () => {
  it('is left after 32 MiB of an answer that does not end', async () => {
    const sent = { bytes: 0 };
    const server = await serverOf((_request, response) => endless(response, sent));

    const error = await rejection(slbRegion(accountAt(server.url), 'cn-hangzhou').serverCertificates());

    expect(error).toMatchObject({
      kind: 'refused',
      remoteCode: 'TOO_LARGE',
      message: expect.stringContaining('DescribeServerCertificates'),
    });
    expect(server.requests()).toBe(1);
    expect(sent.bytes).toBeLessThan(128 * MIB);
  });

  it('is not understood where it sends gzip, which nobody asked for', async () => {
    const server = await serverOf((_request, response) => bomb(response));

    const error = await rejection(slbRegion(accountAt(server.url), 'cn-hangzhou').serverCertificates());

    expect(error).toMatchObject({ kind: 'unavailable', remoteCode: 'BAD_ANSWER' });
  });

  it.each([1e308, 1e12, '99999999999999999999', -1, 0.5, '1e3', [5], { toString: 1, valueOf: 1 }])(
    'is not asked for pages that cannot be: TotalCount %j',
    async (TotalCount) => {
      const server = await serverOf((_request, response) =>
        json(response, { LoadBalancers: { LoadBalancer: [] }, TotalCount }),
      );

      const error = await rejection(slbRegion(accountAt(server.url), 'cn-hangzhou').loadBalancers());

      expect(error).toMatchObject({ kind: 'unavailable', remoteCode: 'BAD_ANSWER' });
      expect(server.requests()).toBe(1);
    },
  );

  it('that announces ever new pages is left', async () => {
    const server = await serverOf((_request, response, nth) =>
      json(response, { Listeners: { Listener: [] }, NextToken: `token-${nth}` }),
    );

    const error = await rejection(slbRegion(accountAt(server.url), 'cn-hangzhou').listenersOf(['lb-1']));

    expect(error).toMatchObject({ kind: 'unavailable', remoteCode: 'TOKEN_LOOP' });
    expect(server.requests()).toBeLessThan(6_000);
  });

  it('that lists ever new clusters is left', async () => {
    const server = await serverOf((_request, response, nth) =>
      json(response, {
        clusters: [{ cluster_id: `c${nth}` }],
        page_info: { total_count: 1e9, page_number: nth, page_size: 50 },
      }),
    );

    const error = await rejection(clusterDirectory(accountAt(server.url)).clusters('cn-hangzhou'));

    expect(error).toMatchObject({ kind: 'unavailable', remoteCode: 'BAD_ANSWER' });
    expect(server.requests()).toBeLessThan(2_500);
  });
});

describe('a store', () => {
  it('in Tablestore is left after 32 MiB of an answer that does not end', async () => {
    const sent = { bytes: 0 };
    const server = await serverOf((_request, response) => endless(response, sent));
    const rows = openTablestoreRows({
      endpoint: server.url,
      instance: 'preflight',
      tablePrefix: '',
      credentials: async () => ({ accessKeyId: 'a', accessKeySecret: 'b' }),
      sleep: async () => undefined,
    });

    const error = await rejection(rows.get('runs', ['x']));
    await rows.close();

    expect(error).toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('more than 33554432 bytes'),
    });
    expect(server.requests()).toBe(1);
    expect(sent.bytes).toBeLessThan(128 * MIB);
  });

  it('that holds a value of 600 MB in gzip is damaged', async () => {
    const file = await openFileRows(join(folder, 'store'));
    onTestFinished(() => file.close());
    const text = zipped(' ', 600).toString('base64');
    const pieces = [text.slice(0, 700_000), text.slice(700_000)];
    await file.putMany(
      'reports',
      pieces.map((piece, index) => ({
        key: ['run', '-', `report.000${index}`],
        data: { text: piece, of: 2 },
      })),
    );

    const error = await rejection(allLarge(checkedRows(file), 'reports', ['run', '-']));

    expect(error).toMatchObject({ code: 'STORE', trouble: 'damaged' });
  });
});
