import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formsOf, hunt } from './support/hunt.ts';

const SECRET = 'planted/"secret"+of=100&<b>';
const secrets = { 'the secret of a key': SECRET };
const quoted = JSON.stringify({ key: SECRET });

describe('the hunt for secrets', () => {
  it.each<[string, string | Buffer]>([
    ['as it is', `key ${SECRET}.`],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 after a word', Buffer.from(`Bearer ${SECRET}`).toString('base64')],
    ['in base64 after another word', Buffer.from(`user:${SECRET}:more`).toString('base64')],
    ['in base64 for URLs', Buffer.from(`a:${SECRET}`).toString('base64url')],
    ['in hex', Buffer.from(SECRET).toString('hex')],
    ['in large hex', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['in a URL', `https://x/?token=${encodeURIComponent(SECRET)}`],
    ['in a form', new URLSearchParams({ token: SECRET }).toString()],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(SECRET))],
    ['in JSON', quoted],
    ['in JSON in JSON', JSON.stringify(quoted)],
    ['in HTML', 'planted/&quot;secret&quot;+of=100&amp;&lt;b&gt;'],
    ['turned round', [...SECRET].reverse().join('')],
    ['in bytes', Buffer.from(`\0${SECRET}\0`)],
    ['in bytes of two each', Buffer.from(SECRET, 'utf16le')],
    ['zipped', gzipSync(SECRET)],
    ['zipped, in base64, in JSON', JSON.stringify({ text: gzipSync(`{"a":${quoted}}`).toString('base64') })],
  ])('finds one that is planted %s', (_, text) => {
    const found = hunt({ 'a log': 'nothing', 'a report': text }, secrets);

    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatch(/^the secret of a key, .*, in a report: /);
  });

  it('finds one line of a key of many', () => {
    const pem = `-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA7\nq83vEjRWeJq83vEj\n-----END KEY-----`;

    expect(hunt({ report: 'what: q83vEjRWeJq83vEj' }, { 'a key': pem })).toHaveLength(1);
  });

  it('finds any secret in any base64, wherever it begins', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 12, maxLength: 60 }),
        fc.string({ maxLength: 5 }),
        fc.string({ maxLength: 5 }),
        (secret, before, after) => {
          const text = Buffer.from(before + secret + after).toString('base64');

          expect(hunt({ report: `x${text}` }, { secret }).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is silent where there is none, though there is something like it', () => {
    const places = { report: `${SECRET.slice(0, -1)} ${SECRET.slice(1)}`, zipped: gzipSync('nothing') };

    expect(hunt(places, secrets)).toEqual([]);
    expect([...formsOf(SECRET).keys()].every((form) => form.length >= 8)).toBe(true);
  });
});
