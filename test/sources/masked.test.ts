import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK, masked } from '../../shared/sources/masked.ts';

const FORMS: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['in base64', (text) => Buffer.from(text).toString('base64')],
  ['in the base64 of URLs', (text) => Buffer.from(text).toString('base64url')],
  ['in a URL', encodeURIComponent],
  ['in a URL within a URL', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['in base64 within a URL', (text) => encodeURIComponent(Buffer.from(text).toString('base64'))],
];

/** Long enough to be no part of any other text. */
const secrets = fc.string({ minLength: 8, maxLength: 40, unit: 'binary-ascii' });
const around = fc.string({ maxLength: 12, unit: 'binary-ascii' });

describe('a secret', () => {
  it.each(FORMS)('is masked %s, whatever stands beside it', (_, write) => {
    fc.assert(
      fc.property(secrets, around, around, (secret, before, after) => {
        const text = masked(write(before + secret + after), [secret]);

        expect(text).toContain(MASK);
        expect(text).not.toContain(write(secret));
      }),
    );
  });

  it('may hold what no URL can', () => {
    const text = masked('half \ud800-of-a-sign', ['\ud800-of-a-sign']);

    expect(text).toBe('half ***');
  });

  it('is masked whole where another one is a part of it', () => {
    const text = masked('short and short-and-long', ['short', 'short-and-long']);

    expect(text).toBe('*** and ***');
  });

  it('that is empty masks nothing, and neither does one that is not there', () => {
    const text = masked('a text', ['', 'another-secret']);

    expect(text).toBe('a text');
  });
});
