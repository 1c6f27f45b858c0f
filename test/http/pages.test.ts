import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { drifted } from './support/fleets.ts';
import { httpPlace } from './support/place.ts';

const folder = temporaryFolder();
let fleet: Fleet;
let count = 0;
beforeAll(async () => {
  fleet = await startFleet(drifted());
});
afterAll(() => fleet.close());

/** The sources that a policy allows for a kind of code. */
function sources(policy: string | null, directive: string): readonly string[] {
  const found = (policy ?? '').split(';').map((part) => part.trim().split(/\s+/));
  return found.find(([name]) => name === directive)?.slice(1) ?? [];
}

function hashesOf(html: string, tag: 'script' | 'style'): readonly string[] {
  const code = [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(([, text = '']) => text);
  return code.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}

describe('the fleet page', () => {
  it('is given to whoever asks, holds no data, and may run its own code alone', async () => {
    const place = await httpPlace(fleet, `${folder}/${count++}`);

    const answer = await place.fetch(new Request('http://localhost/'));
    const html = await answer.text();

    const policy = answer.headers.get('content-security-policy');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(sources(policy, 'default-src')).toEqual(["'none'"]);
    expect(sources(policy, 'connect-src')).toEqual(["'self'"]);
    expect(sources(policy, 'script-src')).toEqual(hashesOf(html, 'script'));
    expect(sources(policy, 'style-src')).toEqual(hashesOf(html, 'style'));
    expect(html).not.toContain('cluster-c1');
  });

  it('finds its data behind the token', async () => {
    const place = await httpPlace(fleet, `${folder}/${count++}`);
    await place.scan();

    const stranger = await place.fetch(new Request('http://localhost/fleet'));
    const data = await place.ask('/fleet');

    expect(stranger.status).toBe(401);
    expect(data.status).toBe(200);
    expect(data.text).toContain('cluster-c1');
  });
});

describe('a report as a page', () => {
  it('may run its own code alone, and has both languages', async () => {
    const place = await httpPlace(fleet, `${folder}/${count++}`);
    const scan = await place.scan();
    const id = scan.body.scan?.id;

    const answer = await place.ask(`/scans/${id}?format=html`);

    const policy = answer.headers.get('content-security-policy');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(sources(policy, 'script-src')).toEqual(hashesOf(answer.text, 'script'));
    expect(sources(policy, 'connect-src')).toEqual([]);
    const { id: finding = '' } = scan.body.findings?.[0] ?? {};
    expect(answer.text.includes(finding)).toBe(true);
    expect(answer.text.includes('"en","zh"')).toBe(true);
  });
});
