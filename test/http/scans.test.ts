import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { drifted } from './support/fleets.ts';
import { type Answered, type HttpPlace, httpPlace, type PlaceOptions } from './support/place.ts';

const RUN = /^\d{8}T\d{6}Z-\d{3}-[0-9a-f]{6}$/;
const folder = temporaryFolder();
let fleet: Fleet;
let count = 0;
beforeAll(async () => {
  fleet = await startFleet(drifted());
});
afterAll(() => fleet.close());

function open(options: PlaceOptions = {}): Promise<HttpPlace> {
  return httpPlace(fleet, `${folder}/${count++}`, options);
}

/** Cluster, Service and rule of each finding. */
function found({ body }: Answered): readonly string[] {
  return (body.findings ?? [])
    .map(({ clusterId, namespace, service, rule }) => `${clusterId} ${namespace}/${service} ${rule}`)
    .sort();
}

const BOTH = ['c1 prod/web load-balancer-name', 'c2 prod/web load-balancer-name'];

describe('POST /scans', () => {
  it('answers at once where the scan is, and how far', async () => {
    const place = await open({ held: true });

    const { status, headers, body } = await place.post({});

    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/scans/${body.id}`);
    expect(headers.get('retry-after')).toBe('3');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body.id).toMatch(RUN);
    expect(body).toMatchObject({
      status: 'running',
      kind: 'on-demand',
      progress: { shards: { total: 1, done: 0 } },
    });
  });

  it.each([
    ['no body', undefined],
    ['an empty body', ''],
    ['an empty object', '{}'],
  ])('takes %s for the whole fleet', async (_, body) => {
    const place = await open();

    const answer = await place.ask('/scans', {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=25' },
      ...(body !== undefined && { body }),
    });

    expect(answer.status).toBe(200);
    expect(found(answer)).toEqual(BOTH);
  });

  it('waits for the report where it is asked to, and says that it did', async () => {
    const place = await open();

    const answer = await place.post({ services: ['prod/web'], clusters: ['c1'] }, { prefer: 'wait=25' });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=25');
    expect(answer.body.scan?.id).toBe(answer.headers.get('location')?.replace('/scans/', ''));
    expect(answer.body.clusters).toMatchObject([{ clusterId: 'c1', verdict: 'blocked' }]);
    expect(found(answer)).toEqual(['c1 prod/web load-balancer-name']);
  });

  it('answers how far the scan is when it takes longer than somebody waits', async () => {
    const place = await open({ held: true });

    const { status, headers, body } = await place.post({}, { prefer: 'respond-async, wait=1' });

    expect(status).toBe(202);
    expect(headers.get('preference-applied')).toBe('wait=1');
    expect(body.status).toBe('running');
  });

  it('waits no longer than 25 seconds', async () => {
    const place = await open();

    const { headers } = await place.post({ clusters: ['c1'] }, { prefer: 'wait=9999' });

    expect(headers.get('preference-applied')).toBe('wait=25');
  });

  it('ends the waiting when the client has gone', async () => {
    const place = await open({ held: true });
    const gone = new AbortController();
    const answer = place.ask('/scans', {
      method: 'POST',
      headers: { prefer: 'wait=25' },
      signal: gone.signal,
    });

    gone.abort();

    expect((await answer).status).toBe(202);
  }, 15_000);

  it.each([
    ['the id of a cluster', { clusters: ['c1'] }, ['c1 prod/web load-balancer-name']],
    ['the name of a cluster', { clusters: ['cluster-c2'] }, ['c2 prod/web load-balancer-name']],
    ['a namespace', { namespaces: ['prod'] }, BOTH],
    ['a Service', { services: ['prod/web'] }, BOTH],
    ['a Service of one cluster', { services: ['prod/web'], clusters: ['c2'] }, [BOTH[1]]],
    ['a cluster, named twice', { clusters: ['c1', 'cluster-c1'] }, ['c1 prod/web load-balancer-name']],
    ['a Service in sync', { services: ['prod/api'], clusters: ['c2'] }, []],
  ])('looks only at %s', async (_, scope, findings) => {
    const place = await open();

    const answer = await place.scan(scope);

    expect(answer.status).toBe(200);
    expect(answer.body.scan).toMatchObject({ scope });
    expect(answer.body.failures).toEqual([]);
    expect(found(answer)).toEqual(findings);
  });

  it.each([
    ['cluster', { clusters: ['c3'] }, 'clusters'],
    ['namespace', { namespaces: ['test'] }, 'services'],
    ['Service', { services: ['prod/wep'] }, 'services'],
  ])('calls it no clean report when a scope has no %s in it', async (_, scope, resource) => {
    const place = await open();

    const { status, body } = await place.scan(scope);

    expect(status).toBe(200);
    expect(body.findings).toEqual([]);
    expect(body.failures).toMatchObject([{ code: 'NothingMatches', resource }]);
    expect(body.clusters?.filter(({ verdict }) => verdict !== 'unknown')).toEqual([]);
  });

  it('calls no cluster ready when one of two Services that were asked for is nowhere', async () => {
    const place = await open();

    const { body } = await place.scan({ services: ['prod/api', 'prod/wep'], clusters: ['c2'] });

    const reason = 'the scope of this scan names Service prod/wep, and there is none';
    expect(body.clusters).toMatchObject([{ clusterId: 'c2', verdict: 'unknown', error: reason }]);
  });

  it('scans for another version than the nightly one', async () => {
    const place = await open();

    const { body } = await place.scan({ clusters: ['c1'], targetCcmVersion: '2.9.1' });

    expect(body.scan?.targetCcmVersion).toBe('2.9.1');
  });
});

describe('GET /scans/{id}', () => {
  it('tells how far a scan is', async () => {
    const place = await open({ held: true });
    const { body } = await place.post({ clusters: ['c1'] });

    const { status, headers, body: now } = await place.ask(`/scans/${body.id}`);

    expect(status).toBe(202);
    expect(headers.get('retry-after')).toBe('3');
    expect(now).toMatchObject({ id: body.id, status: 'running', scope: { clusters: ['c1'] } });
  });

  it.each([
    ['json', 'application/json; charset=utf-8', /^\{/],
    ['table', 'text/plain; charset=utf-8', /cluster-c1/],
    ['markdown', 'text/markdown; charset=utf-8', /^# /m],
    ['junit', 'application/xml; charset=utf-8', /^<\?xml/],
    ['sarif', 'application/sarif+json; charset=utf-8', /"version": ?"2\.1\.0"/],
  ])('gives the report as %s', async (format, type, text) => {
    const place = await open();
    const { headers } = await place.scan();

    const answer = await place.ask(`${headers.get('location')}?format=${format}`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.text).toMatch(text);
  });

  it('gives the report in Chinese', async () => {
    const place = await open();
    const { headers, body } = await place.scan();

    const chinese = await place.ask(`${headers.get('location')}?lang=zh`);
    const table = await place.ask(`${headers.get('location')}?lang=zh&format=table`);

    expect(chinese.body.findings?.map(({ id }) => id)).toEqual(body.findings?.map(({ id }) => id));
    expect(chinese.body.findings?.[0]?.message).toMatch(/\p{Script=Han}/u);
    expect(table.text).toMatch(/\p{Script=Han}/u);
  });

  it('answers HEAD as GET, without the body', async () => {
    const place = await open();
    const { headers } = await place.scan();

    const { status, text } = await place.ask(headers.get('location') ?? '', { method: 'HEAD' });

    expect([status, text]).toEqual([200, '']);
  });
});

describe('GET /scans', () => {
  it('lists scans, the latest first', async () => {
    const place = await open();
    await place.scan();
    await place.scan({ clusters: ['c1'] });

    const { status, body } = await place.ask('/scans');

    expect(status).toBe(200);
    expect(body.scans).toMatchObject([
      { status: 'closed', kind: 'on-demand', scope: { clusters: ['c1'] }, counts: { 'fails-check': 1 } },
      { status: 'closed', kind: 'on-demand', counts: { 'fails-check': 2 } },
    ]);
  });

  it('is empty at first', async () => {
    const place = await open();

    const { body } = await place.ask('/scans');

    expect(body).toEqual({ scans: [] });
  });
});

describe('GET /healthz', () => {
  it('needs no token', async () => {
    const place = await open({ token: undefined });

    const { status, body } = await place.ask('/healthz', { headers: { authorization: '' } });

    expect([status, body.status]).toEqual([200, 'ok']);
  });
});
