import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { drifted } from './support/fleets.ts';
import { type HttpPlace, httpPlace, type PlaceOptions } from './support/place.ts';

const folder = temporaryFolder();
let fleet: Fleet;
let count = 0;
beforeAll(async () => {
  fleet = await startFleet(drifted());
});
afterAll(() => fleet.close());

function open(options: PlaceOptions = {}): Promise<HttpPlace> {
  return httpPlace(fleet, `${folder}/${count++}`, { held: true, ...options });
}

async function scansIn({ ask }: HttpPlace): Promise<number> {
  const { body } = await ask('/scans');
  return body.scans?.length ?? -1;
}

describe('a body that is no scan', () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      'a list',
      [],
      ['body: must be an object with keys of: clusters, namespaces, services, targetCcmVersion'],
    ],
    [
      'null',
      null,
      ['body: must be an object with keys of: clusters, namespaces, services, targetCcmVersion'],
    ],
    [
      'a number',
      7,
      ['body: must be an object with keys of: clusters, namespaces, services, targetCcmVersion'],
    ],
    ['an unknown key', { cluster: ['c1'] }, ['cluster: is not a known key (did you mean "clusters"?)']],
    [
      'an empty list',
      { clusters: [] },
      ['clusters: must be a list of cluster ids or names, 1 to 200 of them'],
    ],
    [
      'a text for a list',
      { clusters: 'c1' },
      ['clusters: must be a list of cluster ids or names, 1 to 200 of them'],
    ],
    ['a blank name', { clusters: [' '] }, ['clusters[0]: must be one of cluster ids or names']],
    [
      'a Service without its namespace',
      { services: ['web'] },
      ['services[0]: must be one of Services as namespace/name'],
    ],
    ['a namespace that is none', { namespaces: ['Prod'] }, ['namespaces[0]: must be one of namespaces']],
    [
      'a version as a number',
      { targetCcmVersion: 2.14 },
      ['targetCcmVersion: must be a version in quotes, like "2.14.0"'],
    ],
    [
      'a version that is none',
      { targetCcmVersion: 'latest' },
      ['targetCcmVersion: must be a version in quotes, like "2.14.0"'],
    ],
    [
      'several mistakes',
      { namespaces: [], services: ['prod/web', 'web', 5], targetCcmVersion: 'v', all: true },
      [
        'all: is not a known key (known here: clusters, namespaces, services, targetCcmVersion)',
        'namespaces: must be a list of namespaces, 1 to 200 of them',
        'services[1]: must be one of Services as namespace/name',
        'services[2]: must be one of Services as namespace/name',
        'targetCcmVersion: must be a version in quotes, like "2.14.0"',
      ],
    ],
  ])('is told all that is wrong with it: %s', async (_, value, faults) => {
    const place = await open();

    const { status, body } = await place.post(value);

    expect(status).toBe(400);
    expect(body.error?.code).toBe('BAD_REQUEST');
    expect([...(body.error?.faults ?? [])].sort()).toEqual(faults);
    expect(await scansIn(place)).toBe(0);
  });

  it.each([
    ['__proto__', '{"__proto__": {"clusters": ["c1"]}}'],
    ['constructor', '{"constructor": {"prototype": {"clusters": ["c1"]}}}'],
  ])('knows no key %s', async (_, text) => {
    const place = await open();

    const { status, body } = await place.post(text);

    expect([status, body.error?.code]).toEqual([400, 'BAD_REQUEST']);
    expect(({} as { clusters?: unknown }).clusters).toBeUndefined();
  });

  it.each([
    ['201 names', { clusters: Array.from({ length: 201 }, (_, index) => `c${index}`) }],
    ['a name that is too long', { namespaces: ['a'.repeat(254)] }],
    ['thousands of wrong names', { clusters: Array.from({ length: 10_000 }, (_, index) => index) }],
  ])('is refused in few words: %s', async (_, value) => {
    const place = await open();

    const { status, body, text } = await place.post(value);

    expect([status, body.error?.code]).toEqual([400, 'BAD_REQUEST']);
    expect(text.length).toBeLessThan(10_000);
  });

  it.each([
    ['lists in lists', `{"clusters":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['objects in objects', `{"clusters":[${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}]}`],
  ])('may be as deep as it likes: %s', async (_, text) => {
    const place = await open();

    const { status, body } = await place.post(text);

    expect([status, body.error?.code]).toEqual([400, 'BAD_REQUEST']);
    expect(place.troubles).toEqual([]);
  });

  it.each([['{'], ['{"clusters": ["c1"],}'], ['clusters=c1'], ['\u0000'], ['{} {}']])(
    'is not guessed at when it is no JSON: %j',
    async (text) => {
      const place = await open();

      const { status, body } = await place.post(text);

      expect([status, body.error?.code]).toEqual([400, 'NOT_JSON']);
    },
  );

  it.each([['text/plain'], ['application/x-www-form-urlencoded'], ['application/jsonp'], ['json'], ['']])(
    'must say that it is JSON, and not %j',
    async (type) => {
      const place = await open();

      const { status, body } = await place.post({}, { 'content-type': type });

      expect([status, body.error?.code]).toEqual([415, 'NOT_JSON']);
    },
  );

  it.each([
    ['application/json'],
    ['application/json;charset=utf-8'],
    ['Application/JSON ; charset=utf-8'],
    ['application/vnd.api+json'],
  ])('is taken as %s', async (type) => {
    const place = await open();

    const { status } = await place.post({}, { 'content-type': type });

    expect(status).toBe(202);
  });
});

describe('a body of more than 64 KB', () => {
  const large = JSON.stringify({ clusters: ['c'.repeat(65_536)] });

  it('is refused by what Content-Length says', async () => {
    const place = await open();

    const { status, body } = await place.post(large, { 'content-length': String(large.length) });

    expect([status, body.error?.code]).toEqual([413, 'TOO_LARGE']);
    expect(place.troubles).toEqual([]);
  });

  it('is refused when nothing tells its length', async () => {
    const place = await open();
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled++;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
    });

    const { status, body } = await place.ask('/scans', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    } as RequestInit);

    expect([status, body.error?.code]).toEqual([413, 'TOO_LARGE']);
    expect(pulled).toBeLessThan(10);
    expect(place.troubles).toEqual([]);
  });

  it('is taken up to that size', async () => {
    const place = await open();
    const text = `{}${' '.repeat(65_534)}`;

    const { status } = await place.post(text);

    expect(status).toBe(202);
  });
});
