import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedConfig } from '../../shared/run/checked-config.ts';
import { type Served, serve } from '../../shared/service/serve.ts';
import { drifted } from '../http/support/fleets.ts';
import { functionHost } from '../http/support/function.ts';
import { rawClient, request } from '../serve/support/clients.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { UNLIMITED } from '../support/live.ts';
import { hunt } from './support/hunt.ts';

const TOKEN = 'planted-token-of-the-surface';
const BEARER = { authorization: `Bearer ${TOKEN}` };
/** Words of the fleet that no stranger may see. */
const INSIDE = /cluster-c1|prod\/web|lb-c1/;

let fleet: Fleet;
let served: Served;
let log = '';
const folder = temporaryFolder();
beforeAll(async () => {
  fleet = await startFleet(drifted());
  const store = { type: 'file', path: `${folder}/store` };
  const config = checkedConfig(fleet.configText({ limits: UNLIMITED, store }), {});
  const write = (line: string): void => {
    log += line;
  };
  served = await serve({
    config,
    env: { ...fleet.env(), CCM_PREFLIGHT_TOKEN: TOKEN },
    host: '127.0.0.1',
    port: 0,
    write,
  });
  const headers = { ...BEARER, 'content-type': 'application/json', prefer: 'wait=20' };
  const { status } = await request(served.url, '/scans', { method: 'POST', headers, body: '{}' });
  expect(status).toBe(200);
  expect((await request(served.url, '/fleet', { headers: BEARER })).text).toMatch(INSIDE);
});
afterAll(async () => {
  await served.close();
  await fleet.close();
});

describe('a page of somebody else, open in the browser of who uses serve', () => {
  it.each([
    ['whose name was made to lead to this machine (DNS rebinding)', { host: 'evil.example' }],
    [
      'that sends a form',
      { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
    ],
    [
      'that asks beforehand',
      {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    ],
    [
      'that sends cookies along',
      { origin: 'https://evil.example', cookie: `token=${TOKEN}; authorization=Bearer ${TOKEN}` },
    ],
  ])('gets nothing, and has nothing done: one %s', async (_, headers) => {
    const paths = ['/', '/fleet', '/healthz', '/scans', '/clusters/c1'];
    const methods = ['GET', 'POST', 'OPTIONS'];
    const before = await request(served.url, '/scans', { headers: BEARER });

    const answers = await Promise.all(
      paths.flatMap((path) =>
        methods.map((method) =>
          request(served.url, path, { method, headers, ...(method === 'POST' && { body: '{}' }) }),
        ),
      ),
    );

    const after = await request(served.url, '/scans', { headers: BEARER });
    for (const { text, headers: got } of answers) {
      expect(text).not.toMatch(INSIDE);
      expect(Object.keys(got).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    expect(after.text).toBe(before.text);
  });
});

describe('a token', () => {
  it.each([
    ['in the address', `/fleet?token=${TOKEN}&access_token=${TOKEN}`, {}],
    ['in the path', `/fleet/${TOKEN}`, {}],
    ['in a cookie', '/fleet', { cookie: `token=${TOKEN}` }],
    [
      'in a header of another name',
      '/fleet',
      { 'x-authorization': `Bearer ${TOKEN}`, 'proxy-authorization': `Bearer ${TOKEN}` },
    ],
    ['as a password', '/fleet', { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` }],
  ])(
    'is taken nowhere but where it belongs, and stays out of answer and log: %s',
    async (_, path, headers) => {
      const { status, text, headers: got } = await request(served.url, path, { headers });

      expect(status).toBe(401);
      expect(hunt({ text, headers: JSON.stringify(got), log }, { TOKEN })).toEqual([]);
    },
  );

  it('in the address of a function that is asked over HTTP stays out of its log', async () => {
    const host = await functionHost(fleet);
    const place = host.with({ env: { ...host.place.env, CCM_PREFLIGHT_TOKEN: TOKEN } });

    const answer = await place.ask('GET', '/scans', {
      queryParameters: { token: TOKEN },
      headers: { Cookie: `token=${TOKEN}` },
    });

    expect(answer.statusCode).toBe(401);
    expect(host.lines.join('')).toContain('"path":"/scans"');
    expect(hunt({ log: host.lines.join(''), answer: JSON.stringify(answer) }, { TOKEN })).toEqual([]);
  });
});

describe('every answer', () => {
  it.each([
    '/',
    '/healthz',
    '/fleet',
    '/scans',
    '/clusters/c1',
    '/none',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%5c..%5cfleet.yaml',
  ])('may run, load, frame and send nowhere but what its page is made of: %s', async (path) => {
    const { headers, text } = await request(served.url, path, { headers: BEARER });

    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(text).not.toContain('root:');
  });
});

describe('two requests that look like one to whoever stands in between', () => {
  it.each([
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 44\r\n\r\n{}'],
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['chunks of another name', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['a header with a space before its colon', 'Content-Length : 44\r\n\r\n{}'],
  ])('are refused: %s', async (_, rest) => {
    const client = await rawClient(served.url);
    client.socket.write(
      `POST /scans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\n${rest}GET /fleet HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
    );

    await client.closed;

    expect(client.text()).toMatch(/^HTTP\/1\.1 400 /);
    expect(client.text()).not.toMatch(INSIDE);
  });
});
