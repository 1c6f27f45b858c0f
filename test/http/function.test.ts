import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../shared/service/http-event.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { drifted } from './support/fleets.ts';
import { type FunctionHost, functionHost, httpEvent } from './support/function.ts';
import { answered, TOKEN } from './support/place.ts';
import { anyRequest, expectProper } from './support/requests.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(drifted());
});
afterAll(() => fleet.close());

const JSON_BODY = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' };
const SCAN = '/scans/20261123T020000Z-042-1a2b3c';

function base64(text: string): { body: string; isBase64Encoded: boolean } {
  return { body: Buffer.from(text).toString('base64'), isBase64Encoded: true };
}

/** As a client gets it. */
function received({ statusCode, headers, body }: HttpAnswer) {
  return answered(new Response(body === '' ? null : body, { status: statusCode, headers }));
}

async function scanned({ ask, finish }: FunctionHost): Promise<string> {
  const { headers } = await ask('POST', '/scans', { headers: JSON_BODY, ...base64('{}') });
  await finish();
  return headers.location ?? '';
}

describe('the function on-demand-scan', () => {
  it('begins a scan that other functions do, and has its report then', async () => {
    const host = await functionHost(fleet);

    const begun = await host.ask('POST', '/scans', {
      headers: JSON_BODY,
      ...base64('{"clusters": ["cluster-c1"]}'),
    });
    const path = begun.headers.location ?? '';
    const before = await host.ask('GET', path);
    await host.finish();
    const after = await received(await host.ask('GET', path));

    expect(begun).toMatchObject({ statusCode: 202, isBase64Encoded: false });
    expect(path).toBe(`/scans/${JSON.parse(begun.body).id}`);
    expect([before.statusCode, before.headers['retry-after']]).toEqual([202, '3']);
    expect(after.status).toBe(200);
    expect(after.body.findings).toMatchObject([{ clusterId: 'c1', rule: 'load-balancer-name' }]);
  });

  it('takes a body that is not in base64', async () => {
    const host = await functionHost(fleet);

    const { statusCode, body } = await host.ask('POST', '/scans', {
      headers: JSON_BODY,
      body: '{"namespaces": ["prod"]}',
    });

    expect(statusCode).toBe(202);
    expect(JSON.parse(body).scope).toEqual({ namespaces: ['prod'] });
  });

  it.each([
    ['table', 'text/plain; charset=utf-8'],
    ['markdown', 'text/markdown; charset=utf-8'],
    ['junit', 'application/xml; charset=utf-8'],
    ['sarif', 'application/sarif+json; charset=utf-8'],
  ])('reads the query: %s, in Chinese', async (format, type) => {
    const host = await functionHost(fleet);
    const path = await scanned(host);

    const answer = await host.ask('GET', path, { queryParameters: { format, lang: 'zh' } });

    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, type]);
    expect(answer.body).toMatch(/\p{Script=Han}/u);
  });

  it.each([
    ['by its id', '/clusters/c1'],
    ['by its name', '/clusters/cluster-c1'],
    ['in a path that is encoded', '/clusters/%63luster%2Dc1'],
  ])('knows a cluster %s', async (_, path) => {
    const host = await functionHost(fleet);
    await scanned(host);

    const { status, body } = await received(await host.ask('GET', path));
    const list = await received(await host.ask('GET', '/scans'));

    expect([status, body.cluster?.clusterId]).toEqual([200, 'c1']);
    expect(list.body.scans).toHaveLength(1);
  });

  it.each([['Authorization'], ['authorization'], ['AUTHORIZATION']])(
    'finds the token in a header called %s',
    async (name) => {
      const host = await functionHost(fleet);

      const right = await host.ask('GET', '/scans', { headers: { [name]: `Bearer ${TOKEN}` } });
      const wrong = await host.ask('GET', '/scans', { headers: { [name]: 'Bearer guessed' } });

      expect([right.statusCode, wrong.statusCode]).toEqual([200, 401]);
    },
  );

  it.each<[string, number, string, string, object]>([
    ['no token', 401, 'GET', '/scans', { headers: {} }],
    ['no headers at all', 401, 'GET', '/scans', { headers: undefined }],
    ['a body that is no JSON', 400, 'POST', '/scans', { headers: JSON_BODY, body: '{' }],
    ['a body that is no scan', 400, 'POST', '/scans', { headers: JSON_BODY, ...base64('[]') }],
    ['a body of no type', 415, 'POST', '/scans', { body: '{}' }],
    ['an unknown format', 400, 'GET', SCAN, { queryParameters: { format: 'pdf' } }],
    ['an unknown scan', 404, 'GET', SCAN, {}],
    ['a bad percent-encoding', 404, 'GET', '/clusters/%E0%A4%A', {}],
    ['another method', 405, 'DELETE', '/scans', {}],
    ['a method that fetch does not know', 400, 'TRACE', '/scans', {}],
    ['a large body', 413, 'POST', '/scans', { headers: JSON_BODY, ...base64(' '.repeat(65_537)) }],
    [
      'a large body that is said to be small',
      413,
      'POST',
      '/scans',
      { headers: { ...JSON_BODY, 'Content-Length': '2' }, ...base64(' '.repeat(65_537)) },
    ],
  ])('refuses %s', async (_, status, method, path, more) => {
    const host = await functionHost(fleet);

    const answer = await received(await host.ask(method, path, more));

    expect(answer.status).toBe(status);
    expect(answer.body.error?.code).toMatch(/^[A-Z_]+$/);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['the event of a timer', '{"triggerTime":"2026-11-23T02:00:00Z","triggerName":"nightly","payload":""}'],
    ['odd parts', '{"requestContext":null,"rawPath":7,"headers":"x","queryParameters":[1],"body":{}}'],
  ])('says that it is no request: %s', async (_, event) => {
    const host = await functionHost(fleet);

    const { statusCode, body } = await host.hand(event);

    expect([statusCode, JSON.parse(body).error.code]).toEqual([400, 'BAD_EVENT']);
  });

  it('sets no header that Function Compute refuses', async () => {
    const host = await functionHost(fleet);

    const { headers } = await host.ask('GET', '/scans');

    expect(Object.keys(headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(connection|keep-alive|content-length|date|server)$/)]),
    );
    expect(headers['content-type']).toMatch(/^application\/json/);
  });

  it('is alive without a config, and says nothing of what is wrong with it', async () => {
    const host = (await functionHost(fleet)).with({ env: { CCM_PREFLIGHT_TOKEN: TOKEN } });

    const health = await host.ask('GET', '/healthz', { headers: {} });
    const list = await host.ask('GET', '/scans');

    expect(health.statusCode).toBe(200);
    expect([list.statusCode, JSON.parse(list.body).error.code]).toEqual([500, 'INTERNAL']);
    expect(list.body).not.toContain('CCM_PREFLIGHT_CONFIG');
    expect(host.lines.join('')).toContain('CCM_PREFLIGHT_CONFIG');
  });

  it.each([
    ['missing', undefined],
    ['too short', 'short'],
  ])('lets nobody in when its token is %s', async (_, token) => {
    const { place, with: withPlace } = await functionHost(fleet);
    const host = withPlace({ env: { ...place.env, CCM_PREFLIGHT_TOKEN: token } });

    const { statusCode, body } = await host.ask('GET', '/scans');

    expect([statusCode, JSON.parse(body).error.code]).toEqual([503, 'NO_TOKEN']);
  });

  it('says that the store fails, and in the log why', async () => {
    const { place, with: withPlace } = await functionHost(fleet);
    const credentials = { accessKeyId: 'LTAI-tablestore-test', accessKeySecret: 'not-the-secret' };
    const host = withPlace({ context: { ...place.context, credentials } });

    const { statusCode, body } = await host.ask('GET', '/scans');

    expect([statusCode, JSON.parse(body).error.code]).toEqual([503, 'STORE']);
    expect(host.lines.join('')).toContain('OTSAuthFailed');
    expect(host.lines.join('')).not.toContain('not-the-secret');
  });
});

describe('any event', () => {
  it('gets an answer of the right form', async () => {
    const host = await functionHost(fleet);
    const { place } = host;
    const inside = [TOKEN, String(place.env.CCM_PREFLIGHT_CONFIG), ...fleet.secrets()];
    const statuses = new Set<number>();

    await fc.assert(
      fc.asyncProperty(anyRequest, fc.boolean(), async ({ method, path, query, headers, body }, isBase64) => {
        const coded = isBase64 ? base64(body ?? '') : { body: body ?? '' };

        const answer = await host.ask(method, path, { headers, queryParameters: query, ...coded });

        statuses.add(answer.statusCode);
        expect(answer.isBase64Encoded).toBe(false);
        expectProper(await received(answer), method, inside);
      }),
      { numRuns: 400 },
    );

    expect([...statuses]).toEqual(expect.arrayContaining([400, 401, 404, 405]));
  });

  it('however odd, never makes it throw', async () => {
    const host = await functionHost(fleet);
    const part = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined));
    const event = fc.record({
      rawPath: part,
      body: part,
      isBase64Encoded: part,
      headers: fc.oneof(part, fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 1 }))),
      queryParameters: part,
      requestContext: fc.oneof(
        part,
        fc.record({ http: part }),
        fc.record({ http: fc.record({ method: part, path: part }) }),
      ),
    });

    await fc.assert(
      fc.asyncProperty(
        fc.oneof(event, fc.jsonValue(), fc.constant(httpEvent('GET', '/healthz'))),
        async (value) => {
          const answer = await host.hand(value === undefined ? '' : value);

          expect(Object.keys(answer).sort()).toEqual(['body', 'headers', 'isBase64Encoded', 'statusCode']);
          expect([200, 400, 401, 404, 405]).toContain(answer.statusCode);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
