import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeLease } from '../../shared/store/lease.ts';
import { runName } from '../../shared/store/run.ts';
import { StoreError } from '../../shared/store/store-error.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { drifted } from './support/fleets.ts';
import { type HttpPlace, httpPlace, type PlaceOptions, TOKEN } from './support/place.ts';

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

describe('a request without the token', () => {
  const NO_TOKEN = 'a bearer token is needed';
  const OTHER_TOKEN = "the bearer token is not the service's";

  it.each([
    ['no header', '', NO_TOKEN],
    ['another token', 'Bearer token-of-the-test', OTHER_TOKEN],
    ['a longer token', `Bearer ${TOKEN}s`, OTHER_TOKEN],
    ['no token', 'Bearer', NO_TOKEN],
    ['the token alone', TOKEN, NO_TOKEN],
    ['another scheme', `Basic ${TOKEN}`, NO_TOKEN],
    ['two tokens', `Bearer ${TOKEN} ${TOKEN}`, NO_TOKEN],
    ['two headers in one', `Bearer ${TOKEN}, Bearer ${TOKEN}`, NO_TOKEN],
    ['a word before', `Token Bearer ${TOKEN}`, NO_TOKEN],
    ['other case of the token', `Bearer ${TOKEN.toUpperCase()}`, OTHER_TOKEN],
  ])('is refused: %s', async (_, authorization, message) => {
    const place = await open();

    const { status, headers, body } = await place.ask('/scans', { headers: { authorization } });

    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body.error).toEqual({ code: 'UNAUTHORIZED', message });
  });

  it.each([
    ['POST', '/scans'],
    ['GET', '/scans/20261123T020000Z-042-1a2b3c'],
    ['GET', '/clusters/c1'],
    ['GET', '/nothing'],
    ['POST', '/healthz'],
  ])('learns nothing from %s %s', async (method, path) => {
    const place = await open();

    const { status } = await place.ask(path, { method, headers: { authorization: 'Bearer guessed' } });

    expect(status).toBe(401);
  });

  it('takes the scheme in any case', async () => {
    const place = await open();

    const { status } = await place.ask('/scans', { headers: { authorization: `bEARER  ${TOKEN} ` } });

    expect(status).toBe(200);
  });
});

describe('a service whose token is none', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['too short', 'fifteen-letters'],
    ['with spaces, which no header can carry', 'a token with spaces'],
    ['of other letters than ASCII', 'пароль-которого-нет'],
  ])('lets nobody in: %s', async (_, token) => {
    const place = await open({ token });

    const { status, body } = await place.ask('/scans', {
      headers: { authorization: `Bearer ${encodeURIComponent(token ?? '')}` },
    });

    expect(status).toBe(503);
    expect(body.error?.code).toBe('NO_TOKEN');
  });
});

describe('a question in a form that is not known', () => {
  it.each([
    ['GET', '/scans/20261123T020000Z-042-1a2b3c?format=pdf', 'BAD_FORMAT'],
    ['GET', '/scans/20261123T020000Z-042-1a2b3c?format=__proto__', 'BAD_FORMAT'],
    ['GET', '/scans/20261123T020000Z-042-1a2b3c?format=', 'BAD_FORMAT'],
    ['GET', '/scans/20261123T020000Z-042-1a2b3c?lang=de', 'BAD_LANGUAGE'],
    ['GET', '/clusters/c1?lang=EN', 'BAD_LANGUAGE'],
    ['POST', '/scans?format=pdf', 'BAD_FORMAT'],
    ['POST', '/scans?lang=de', 'BAD_LANGUAGE'],
  ])('is refused, and nothing done for it: %s %s', async (method, path, code) => {
    const place = await open();

    const { status, body } = await place.ask(path, { method });

    expect([status, body.error?.code]).toEqual([400, code]);
    expect(await scansIn(place)).toBe(0);
  });
});

describe('what is not there', () => {
  it.each([
    ['/scans/20261123T020000Z-042-1a2b3c'],
    ['/scans/x'],
    ['/scans/%2e%2e%2fruns'],
    ['/scans/%'],
    ['/scans/%E0%A4%A'],
    ['/scans/20261123T020000Z-042-1a2b3c%00'],
    ['/scans/__proto__'],
    [`/scans/${'9'.repeat(100_000)}`],
    ['/scans/20261123T020000Z-042-1a2b3c/report'],
    ['/clusters/c3'],
    ['/clusters/-'],
    ['/clusters/__proto__'],
    ['/clusters/constructor'],
    ['/clusters/%'],
    ['/clusters/%E0%A4%A'],
    ['/clusters/%00'],
    ['/clusters/%F4%8F%BF%BF'],
    ['/clusters/%F0%9F%92%A9'.padEnd(1_000, '%F0%9F%92%A9')],
    [`/clusters/${'c'.repeat(100_000)}`],
    [`/clusters/${'%EF%BF%BD'.repeat(128)}`],
    ['/clusters/'],
    ['/clusters'],
    ['/scans/'],
    ['/SCANS'],
    [`/${'a/'.repeat(20_000)}`],
    ['/__proto__'],
  ])('is not found: %.60s', async (path) => {
    const place = await open();

    const { status, body } = await place.ask(path);

    expect(status).toBe(404);
    expect(body.error?.code).toMatch(/^NO_SUCH_(SCAN|CLUSTER|PAGE)$/);
    expect(place.troubles).toEqual([]);
  });

  it('is a report that was not kept', async () => {
    const place = await open();
    const { station, ask } = place;
    const run = runName(new Date(), 'abcdef');
    const startedAt = new Date().toISOString();
    await station.rows.put(
      'runs',
      [run],
      { run, status: 'closed', startedAt, targetCcmVersion: '2.14.0' },
      'any',
    );

    const report = await ask(`/scans/${run}`);
    const list = await ask('/scans');

    expect([report.status, report.body.error?.code]).toEqual([404, 'NO_REPORT']);
    expect(list.body.scans).toMatchObject([{ id: run, kind: 'command', status: 'closed' }]);
  });
});

describe('a method that a path does not take', () => {
  it.each([
    ['DELETE', '/scans', 'GET, HEAD, POST'],
    ['PUT', '/scans', 'GET, HEAD, POST'],
    ['OPTIONS', '/scans', 'GET, HEAD, POST'],
    ['POST', '/scans/20261123T020000Z-042-1a2b3c', 'GET, HEAD'],
    ['PATCH', '/clusters/c1', 'GET, HEAD'],
    ['DELETE', '/healthz', 'GET, HEAD'],
    ['BREW', '/healthz', 'GET, HEAD'],
  ])('is refused, and told which do: %s %s', async (method, path, allow) => {
    const place = await open();

    const { status, headers, body } = await place.ask(path, { method });

    expect([status, headers.get('allow'), body.error?.code]).toEqual([405, allow, 'BAD_METHOD']);
  });
});

describe('a scan for which there is no room', () => {
  it('is refused while another one of the whole fleet is under way', async () => {
    const place = await open();
    const { body: first } = await place.post({});

    const second = await place.post({});
    const scoped = await place.post({ clusters: ['c1'] });

    expect([second.status, second.body.error?.code]).toEqual([409, 'SCAN_UNDER_WAY']);
    expect(second.body.error?.message).toContain(first.id);
    expect(second.headers.get('location')).toBe(`/scans/${first.id}`);
    expect(scoped.status).toBe(202);
  });

  it('is refused, and told to come again, while somebody is at the findings of the store', async () => {
    const place = await open();
    const lease = { name: 'run', owner: 'a closing', lasts: 60_000, now: Date.now };
    await takeLease(place.station.rows, lease);

    const whole = await place.post({});
    const scoped = await place.post({ clusters: ['c1'] });

    expect([whole.status, whole.body.error?.code]).toEqual([409, 'SCAN_UNDER_WAY']);
    expect(whole.body.error?.message).toContain('try again');
    expect(scoped.status).toBe(202);
  });

  it('is refused when five are under way, however they come', async () => {
    const place = await open();

    const answers = await Promise.all(Array.from({ length: 40 }, () => place.post({ clusters: ['c1'] })));

    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    expect(refused).toHaveLength(35);
    expect(refused[0]?.body.error?.code).toBe('TOO_MANY_SCANS');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await scansIn(place)).toBe(5);
  });

  it('is refused when twenty were begun within a minute, though all are done', async () => {
    const place = await open({ held: false });
    const statuses: number[] = [];

    for (let index = 0; index < 21; index++) statuses.push((await place.scan({ clusters: ['c3'] })).status);

    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
  });
});

describe('a store that fails', () => {
  const secret = '/home/somebody/.ccm-preflight';

  it.each([
    ['GET', '/scans'],
    ['GET', '/scans/20261123T020000Z-042-1a2b3c'],
    ['GET', '/clusters/c1'],
    ['POST', '/scans'],
  ])('is told of without saying where it is: %s %s', async (method, path) => {
    const place = await open({
      inStation: () => {
        throw new StoreError('unavailable', `The store in ${secret} is closed.`);
      },
    });

    const { status, headers, body, text } = await place.ask(path, { method });

    expect([status, body.error?.code]).toEqual([503, 'STORE']);
    expect(headers.get('retry-after')).toBe('30');
    expect(text).not.toContain(secret);
    expect(place.troubles).toHaveLength(1);
  });

  it('is no trouble for who asks whether the service lives', async () => {
    const place = await open({
      inStation: () => {
        throw new StoreError('unavailable', 'gone');
      },
    });

    const { status } = await place.ask('/healthz');

    expect(status).toBe(200);
  });

  it.each<[string, unknown]>([
    ['an error', new TypeError(`cannot read ${secret}`)],
    ['a text', `cannot read ${secret}`],
    ['nothing', undefined],
  ])('as anything unexpected, is answered without a word of the inside: %s', async (_, thrown) => {
    const place = await open({
      inStation: () => {
        throw thrown;
      },
    });

    const { status, body, text } = await place.ask('/scans');

    expect([status, body.error?.code]).toEqual([500, 'INTERNAL']);
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/at .*:\d+/);
  });
});

describe('every answer', () => {
  it.each([['/healthz'], ['/scans'], ['/nothing']])('is neither kept nor framed: %s', async (path) => {
    const place = await open();

    const { headers } = await place.ask(path);

    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
