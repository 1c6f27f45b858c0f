import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../shared/config/load-config.ts';
import type { Patience } from '../../shared/service/http-server.ts';
import { type Served, serve } from '../../shared/service/serve.ts';
import { drifted } from '../http/support/fleets.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { UNLIMITED } from '../support/live.ts';
import { BEARER, drip, openHandles, rawClient, request, TOKEN, type Wanted } from './support/clients.ts';

/** Enough for a client of this process on a slow machine. */
const LITTLE_PATIENCE = { headers: 5_000, request: 6_000, silence: 20_000, look: 50 };
const JSON_BODY = { ...BEARER, 'content-type': 'application/json' };
const HEAD = `Host: preflight.test\r\nAuthorization: Bearer ${TOKEN}\r\n`;
const LARGE = JSON.stringify({ clusters: ['c'.repeat(70_000)] });

const folder = temporaryFolder();
const lines: string[] = [];
let fleet: Fleet;
let served: Served;
let strict: Served;
beforeAll(async () => {
  fleet = await startFleet(drifted());
  served = await start('usual', {});
  strict = await start('strict', LITTLE_PATIENCE);
});
afterAll(async () => {
  await served.close();
  await strict.close();
  await fleet.close();
});

function start(name: string, patience: Partial<Patience>): Promise<Served> {
  const store = { type: 'file', path: `${folder}/${name}` };
  return serve({
    config: loadConfig(fleet.configText({ limits: UNLIMITED, store }), {}),
    env: { ...fleet.env(), CCM_PREFLIGHT_TOKEN: TOKEN },
    host: '127.0.0.1',
    port: 0,
    patience,
    write: (line) => lines.push(line),
  });
}

/** What clients want, and what they may get for it. */
const KINDS: readonly (readonly [path: string, wanted: Wanted, statuses: readonly number[]])[] = [
  ['/healthz', { headers: {} }, [200]],
  ['/scans', {}, [200]],
  ['/scans', { headers: {} }, [401]],
  ['/scans', { headers: { authorization: 'Bearer guessed' } }, [401]],
  ['/nothing', {}, [404]],
  ['/clusters/%E0%A4%A', {}, [404]],
  [`/clusters/${'c'.repeat(10_000)}`, {}, [404]],
  ['/scans', { method: 'DELETE' }, [405]],
  ['/scans', { method: 'POST', headers: JSON_BODY, body: '{' }, [400]],
  ['/scans', { method: 'POST', headers: JSON_BODY, body: '[]' }, [400]],
  ['/scans', { method: 'POST', headers: BEARER, body: '{}' }, [415]],
  ['/scans', { method: 'POST', headers: JSON_BODY, body: LARGE }, [413]],
  ['/scans', { method: 'POST', headers: JSON_BODY, body: LARGE, chunked: true }, [413]],
  ['/scans', { method: 'POST', headers: { ...JSON_BODY, authorization: 'no' }, body: LARGE }, [401]],
  ['/scans', { method: 'POST', headers: JSON_BODY, body: '{"clusters":["c1"]}' }, [202, 429]],
  ['/scans', { headers: { ...BEARER, 'x-large': 'x'.repeat(20_000) } }, [431]],
];

async function storm(clients: number, kinds = KINDS): Promise<readonly string[]> {
  const wrong: string[] = [];
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const [path, wanted, statuses] = kinds[index % kinds.length] as (typeof KINDS)[number];
      const { status } = await request(served.url, path, wanted);
      if (!statuses.includes(status)) wrong.push(`${wanted.method ?? 'GET'} ${path.slice(0, 40)}: ${status}`);
    }),
  );
  return wrong;
}

async function noneUnderWay(): Promise<void> {
  await vi.waitFor(
    async () => {
      const { text } = await request(served.url, '/scans');
      expect(text).not.toContain('"running"');
    },
    { timeout: 30_000, interval: 50 },
  );
}

function until(condition: () => boolean): Promise<void> {
  return vi.waitFor(() => expect(condition()).toBe(true), { timeout: 30_000, interval: 50 });
}

describe('a process that serves', () => {
  it('waits for the report of one Service, and gives it', async () => {
    const { status, headers, text } = await request(served.url, '/scans?format=table', {
      method: 'POST',
      headers: { ...JSON_BODY, prefer: 'wait=25' },
      body: '{"clusters":["c1"],"services":["prod/web"]}',
    });

    expect([status, headers['preference-applied']]).toEqual([200, 'wait=25']);
    expect(text).toContain('load-balancer-name');
  });

  it('takes a body whose length is not told', async () => {
    const { status } = await request(served.url, '/scans', {
      method: 'POST',
      headers: { ...JSON_BODY, prefer: 'wait=25' },
      body: '{"clusters":["c2"]}',
      chunked: true,
    });

    expect(status).toBe(200);
  });

  it('gives 200 clients at once their right answers', async () => {
    const wrong = await storm(200);

    expect(wrong).toEqual([]);
  });

  it('begins no more scans at once than it may, whoever asks', async () => {
    const { text } = await request(served.url, '/scans');

    const { scans } = JSON.parse(text) as { scans: readonly { kind: string }[] };
    expect(scans.length).toBeGreaterThan(0);
    expect(scans.length).toBeLessThanOrEqual(20);
  });

  // All at once: each of them takes as long as the server is patient.
  it.concurrent.each([
    ['headers', 'GET /scans HTTP/1.1\r\nHost: preflight.test\r\nX-Slow: ', 'x'],
    ['a body', `POST /scans HTTP/1.1\r\n${HEAD}Content-Length: 2000\r\n\r\n`, 'x'],
    ['chunks', `POST /scans HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'],
    ['a body without a token', 'POST /scans HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n', 'x'],
    ['request after request', `GET /healthz HTTP/1.1\r\n${HEAD}\r\nGET /healthz HTTP/1.1\r\nX-Slow: `, 'x'],
    ['nothing', '', ''],
  ])('cuts off clients that send %s slowly, and answers others meanwhile', async (_, text, letter) => {
    const slow = Promise.all(Array.from({ length: 50 }, () => drip(strict.url, text, letter, 200)));

    const meanwhile = await Promise.all(Array.from({ length: 20 }, () => request(strict.url, '/scans')));
    const answers = await slow;

    expect(new Set(meanwhile.map(({ status }) => status))).toEqual(new Set([200]));
    for (const answer of answers) expect(answer).toMatch(/^$|^HTTP\/1\.1 (?:408|401|200) /);
  });

  it('answers a client that has closed its side after the request', async () => {
    const client = await rawClient(served.url);

    client.socket.end(`GET /scans HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`);
    await client.closed;

    expect(client.text()).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    ['half of the headers', `GET /scans HTTP/1.1\r\nHost: pre`],
    ['half of the body', `POST /scans HTTP/1.1\r\n${HEAD}Content-Length: 50\r\n\r\n{"clus`],
    ['nothing', ''],
  ])('closes when a client has closed its side after %s', async (_, text) => {
    const client = await rawClient(served.url);

    client.socket.end(text);
    await client.closed;

    expect(client.text()).toMatch(/^$|^HTTP\/1\.1 400 /);
  });

  it.each([
    ['no HTTP', '\u0000\u0001\u0002\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['an odd request line', 'GET /scans\r\n\r\n'],
    ['two lengths', `POST /scans HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    [
      'a length and chunks',
      `POST /scans HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['no host', `GET /scans HTTP/1.1\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`],
    [
      'an odd host',
      `GET /scans HTTP/1.1\r\nHost: a b\r\nConnection: close\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
    ],
    ['an address for a path', `GET http://[ HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`],
  ])('refuses what is no proper request: %s', async (_, text) => {
    const client = await rawClient(served.url);

    client.socket.write(text, 'latin1');
    await client.closed;

    expect(client.text()).toMatch(/^HTTP\/1\.1 400 /);
    expect(client.text()).not.toMatch(/\n\s+at |node_modules/);
  });

  it('survives clients that break off', async () => {
    const broken = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const client = await rawClient(served.url);
        const body = index % 2 === 0 ? '{"clu' : '{"clusters":["c1"]}';
        client.socket.write(
          `POST /scans HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nPrefer: wait=25\r\nContent-Length: 19\r\n\r\n${body}`,
        );
        setImmediate(() => client.socket.resetAndDestroy());
        return client.closed;
      }),
    );

    const { status } = await request(served.url, '/healthz', { headers: {} });

    expect([broken.length, status]).toEqual([50, 200]);
  });

  it('holds nothing of clients that have gone', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    // What scans have opened to the fleet stays open.
    await noneUnderWay();
    const harmless = KINDS.filter(([, , statuses]) => !statuses.includes(202));
    await storm(200, harmless);
    const before = { handles: openHandles(), heap: heap() };

    for (let round = 0; round < 5; round++) expect(await storm(200, harmless)).toEqual([]);
    await until(() => openHandles() <= before.handles);

    // What is still on its way to be forgotten may take a moment.
    await vi.waitFor(() => expect(heap() - before.heap).toBeLessThan(3_000_000), {
      timeout: 20_000,
      interval: 200,
    });
  });

  it('has written no error, nor the token, into its log', () => {
    const written = lines.join('');

    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => JSON.parse(line).level === 'error')).toEqual([]);
    for (const secret of [TOKEN, ...fleet.secrets()]) expect(written).not.toContain(secret);
  });
});
