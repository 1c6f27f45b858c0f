import fc from 'fast-check';
import { expect } from 'vitest';
import { type Answered, TOKEN } from './place.ts';

/** A request that a stranger, or somebody who tries things out, may make. */
export interface AnyRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const odd = fc.constantFrom(
  '%',
  '%00',
  '%E0%A4%A',
  '..',
  '%2e%2e%2f',
  '__proto__',
  'constructor',
  '-',
  'c1',
  'cluster-c1',
  '20261123T020000Z-042-1a2b3c',
  '',
  'a'.repeat(5_000),
);
const segment = fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 20 }).map(encoded));
const path = fc.oneof(
  fc.constant('/scans'),
  fc
    .tuple(
      fc.constantFrom('/scans', '/clusters', '/healthz', '/', '//', '/nothing'),
      fc.array(segment, { maxLength: 3 }),
    )
    .map(([start, rest]) => [start, ...rest].join('/')),
);

const scope = fc.oneof(
  fc.constantFrom(['c1'], ['prod/web'], ['prod'], [], 'c1'),
  fc.array(fc.jsonValue(), { maxLength: 3 }),
);
const scan = fc.record(
  {
    clusters: scope,
    namespaces: scope,
    services: scope,
    targetCcmVersion: fc.oneof(fc.constant('2.14.0'), fc.jsonValue()),
    ['__proto__']: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(undefined, '{}', '{"clusters":["c1"]}') },
  scan.map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string({ unit: 'binary-ascii', maxLength: 100 }),
  fc.constant(' '.repeat(70_000)),
);

const visible = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});
const headers = fc.record(
  {
    authorization: fc.oneof({ weight: 4, arbitrary: fc.constant(`Bearer ${TOKEN}`) }, visible),
    'content-type': fc.oneof({ weight: 4, arbitrary: fc.constant('application/json') }, visible),
    prefer: fc.oneof(
      fc.constantFrom('wait=0', 'wait=-1', 'wait=x', 'respond-async', 'wait=00'),
      visible.map((text) => text.replace(/wait/gi, '')),
    ),
    'content-length': fc.constantFrom('0', 'x', '-1', '99999999999999999999'),
    'x-forwarded-for': visible,
  },
  { requiredKeys: ['authorization'] },
);

/** Mostly of the forms that are taken, with something odd in them. */
export const anyRequest: fc.Arbitrary<AnyRequest> = fc.record({
  method: fc.constantFrom(
    'GET',
    'GET',
    'POST',
    'POST',
    'HEAD',
    'PUT',
    'DELETE',
    'OPTIONS',
    'PATCH',
    'BREW',
    'get',
  ),
  path,
  query: fc.record(
    {
      format: fc.oneof(fc.constantFrom('json', 'sarif', 'pdf', '__proto__'), visible),
      lang: fc.oneof(fc.constantFrom('en', 'zh'), visible),
    },
    { requiredKeys: [] },
  ),
  headers,
  body,
});

/** What every answer is like, whatever was asked: of a known form, and without a word of the inside. */
export function expectProper(
  { status, headers, text, body }: Answered,
  method: string,
  inside: readonly string[],
): void {
  expect([200, 202, 400, 401, 404, 405, 409, 413, 415, 429]).toContain(status);
  for (const word of inside) expect(text).not.toContain(word);
  expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
  if (status < 400 || method.toUpperCase() === 'HEAD') return;
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(Object.keys(body)).toEqual(['error']);
  const { code, message, faults = [], ...rest } = body.error ?? {};
  expect([code, message]).toEqual([expect.stringMatching(/^[A-Z_]+$/), expect.any(String)]);
  expect(faults.every((fault) => typeof fault === 'string')).toBe(true);
  expect(rest).toEqual({});
}

function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
}
