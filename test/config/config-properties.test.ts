import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ALERT_EFFECTS } from '../../shared/config/config.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { parseConfig } from '../../shared/config/parse-config.ts';
import { InputError } from '../../shared/errors.ts';
import { parseCcmVersion } from '../../shared/model/ccm-version.ts';
import { EFFECTS } from '../../shared/rules/rule.ts';

const BASE = { folder: '/etc/audit', home: '/home/audit' };
const EXAMPLE = exampleOf(readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8'));

/** The first YAML block of a page. */
function exampleOf(page: string): string {
  return /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
}

/** Every text of an error that may reach a person or a log. */
function textsOf(error: InputError): string {
  return [error.message, ...error.faults, error.stack, String(error.cause)].join('\n');
}

/** The error that a source gives; undefined if it is a config. Any other error is let through. */
function errorOf(source: string): InputError | undefined {
  try {
    loadConfig(source, {});
    return undefined;
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown;
    throw thrown;
  }
}

/** Where values stand in a value: the paths of all its keys. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsIn(inner).map((path) => [key, ...path]),
  ]);
}

function replaced(value: unknown, [key = '', ...rest]: readonly string[], by: unknown): unknown {
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = rest.length === 0 ? by : replaced(copy[key], rest, by);
  return copy;
}

describe('any value given as a config', () => {
  it('is a config or gives an InputError that names its faults', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom('', '\n'), (value, end) => {
        const error = errorOf(JSON.stringify(value) + end);

        expect(['BAD_CONFIG', 'FILE_UNREADABLE']).toContain(error?.code);
        expect(error?.faults.length === 0).toBe(error?.code === 'FILE_UNREADABLE');
      }),
      { numRuns: 300 },
    );
  });

  it('does so with any JSON in place of any one part', () => {
    const example: unknown = parse(EXAMPLE);
    const paths = pathsIn(example);

    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 3 }), (path, part) => {
        const parsed = parseConfig(replaced(example, path, part), BASE);

        expect(parsed.ok || parsed.faults.length > 0).toBe(true);
        if (!parsed.ok) expect(new Set(parsed.faults).size).toBe(parsed.faults.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'does no harm with a key %s, which is named',
    (key) => {
      const polluted = `{ "polluted": true, "name": "x" }`;
      const text = `{ "${key}": ${polluted}, "accounts": [{ "${key}": ${polluted}, "regions": ["cn-a"] }] }`;

      const error = errorOf(text);

      expect(error?.faults).toEqual([
        expect.stringContaining(`${key}: is not a known key`),
        'accounts[0].name: is missing',
        expect.stringContaining(`accounts[0].${key}: is not a known key`),
      ]);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  it('does so where lists and objects contain themselves', () => {
    const account: Record<string, unknown> = { name: 'a', regions: ['cn-a'] };
    account.credentials = account;

    const error = errorOf('accounts: &a [{ name: a, regions: *a }]');
    const parsed = parseConfig({ accounts: [account] }, BASE);

    expect(error?.faults).toEqual(['line 1, column 35: this alias stands within what it repeats']);
    expect(parsed.ok).toBe(false);
  });
});

describe('a secret that strays into a config', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{30}$/);

  it('is repeated by no error, whichever value it stands in place of', () => {
    const example: unknown = parse(EXAMPLE);
    const paths = pathsIn(example);

    fc.assert(
      fc.property(fc.constantFrom(...paths), secret, fc.boolean(), (path, stray, asKey) => {
        const broken = replaced(example, path, asKey ? { [stray]: stray } : stray);

        const error = errorOf(JSON.stringify(broken));

        if (error) expect(textsOf(error)).not.toContain(stray);
      }),
      { numRuns: 400 },
    );
  });

  it('is repeated by no error, wherever in the text it stands', () => {
    const wrapped = fc.tuple(
      fc.constantFrom('', ' ', ': ', '\n', '"', '*', '&', '!', '@', '{', '- '),
      secret,
    );

    fc.assert(
      fc.property(fc.nat(EXAMPLE.length), wrapped, (at, [before, stray]) => {
        const error = errorOf(EXAMPLE.slice(0, at) + before + stray + EXAMPLE.slice(at));

        if (error) expect(textsOf(error)).not.toContain(stray);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what the config knows of the rest of the program', () => {
  it('is every effect of a rule', () => {
    expect([...ALERT_EFFECTS].sort()).toEqual([...EFFECTS].sort());
  });

  it('is every version that the audit can read, and no other', () => {
    const piece = fc.constantFrom('v', '1', '2', '14', '1234567', '.', '.', '-', '+', 'rc1', ' ', 'aliyun');

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const version = pieces.join('').trim();
        const parsed = parseConfig(
          { accounts: [{ name: 'a', regions: ['cn-a'] }], targetCcmVersion: version },
          BASE,
        );

        expect(parsed.ok).toBe(parseCcmVersion(version) !== undefined);
      }),
      { numRuns: 500, examples: [[['2', '.', '14', '.', '1']], [['v', '1', '.', '2', '-', 'rc1']]] },
    );
  });
});
