import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from '../../shared/service/http-event.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { drifted } from './support/fleets.ts';
import { httpPlace, TOKEN } from './support/place.ts';

const folder = temporaryFolder();
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(drifted());
});
afterAll(() => fleet.close());

/** A place whose answers are bounded, where a scan is done. */
async function scannedPlace(name: string, mostBytes: number) {
  const place = await httpPlace(fleet, `${folder}/${name}`, { mostBytes });
  const { headers } = await place.post({});
  await place.idle();
  const path = headers.get('location') ?? '';
  const raw = (accepted: string) =>
    place.fetch(
      new Request(`http://preflight.test${path}`, {
        headers: { authorization: `Bearer ${TOKEN}`, 'accept-encoding': accepted },
      }),
    );
  return { ...place, path, raw };
}

describe('an answer that is longer than the place can carry', () => {
  it.each(['gzip', 'gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.2, *;q=0'])(
    'is packed for whoever takes %s',
    async (accepted) => {
      const { raw } = await scannedPlace(`packed ${accepted.length}`, 1_500);

      const packed = await raw(accepted);

      const report = JSON.parse(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString());
      expect(packed.status).toBe(200);
      expect(packed.headers.get('content-type')).toMatch(/^application\/json/);
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      expect(packed.headers.get('vary')).toBe('Accept-Encoding');
      expect(report.findings.length).toBeGreaterThan(0);
    },
  );

  it.each(['', 'identity', 'br', 'gzip;q=0'])(
    'is refused to whoever takes only "%s", with what to do',
    async (accepted) => {
      const { raw, troubles } = await scannedPlace(`refused ${accepted}`, 1_500);

      const refused = await raw(accepted);

      expect(refused.status).toBe(406);
      expect(await refused.json()).toEqual({
        error: {
          code: 'ANSWER_TOO_LARGE',
          message:
            'the answer has 1 MB, more than fits: take it packed (Accept-Encoding: gzip), ask for ?format=html, or scan a part of the fleet',
        },
      });
      expect(refused.headers.get('content-encoding')).toBeNull();
      expect(troubles).toEqual([]);
    },
  );

  it('is refused when it does not even fit packed', async () => {
    const { raw } = await scannedPlace('too large', 300);

    const refused = await raw('gzip');

    expect(refused.status).toBe(406);
    expect(await refused.text()).not.toContain('gzip');
  });

  it('leaves alone what fits', async () => {
    const { ask } = await scannedPlace('fits', 1_000_000);

    const { status, headers, body } = await ask('/scans', { headers: { 'accept-encoding': 'gzip' } });

    expect([status, headers.get('content-encoding')]).toEqual([200, null]);
    expect(body.scans).toHaveLength(1);
  });
});

describe('an answer of a function', () => {
  it('that is packed is handed over as bytes', async () => {
    const packed = gzipSync('{"findings":[]}');
    const response = new Response(packed, { headers: { 'content-encoding': 'gzip' } });

    const { isBase64Encoded, headers, body } = await answerOf(response);

    expect(isBase64Encoded).toBe(true);
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.from(body, 'base64')).toString()).toBe('{"findings":[]}');
  });
});
