import fc from 'fast-check';

/** What a key of foreign data may be called to harm JavaScript. */
const HARMFUL_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'length',
  'then',
  'toJSON',
];

/** Texts that parsers of numbers, lists, dates, names and addresses stumble over. */
const ODD_TEXTS = [
  '',
  ' ',
  'x',
  'true',
  '-0',
  '-1',
  '00',
  '0x10',
  '1e999',
  ' 7 ',
  '１２',
  '9'.repeat(400),
  '4294967296',
  ',,,,',
  '=,=:;',
  'a:b:c:d',
  'tcp:80,http:80,https:80',
  'k8s/////',
  '../../etc/passwd',
  '%00%zz',
  '*'.repeat(40),
  '+(a|aa)'.repeat(12),
  'a'.repeat(300),
  '\u0000',
  '\r\n\u2028',
  '\u202e\u2066',
  '\ud800',
  'x\udc00y',
  '😀'.repeat(70),
  '__proto__',
  'constructor',
  '10.0.0.0/33',
  '::/0',
  '2026-02-30',
  '+275760-09-13T00:00:00.000Z',
  '-000001-01-01T00:00:00Z',
] as const;

const ODD_NUMBERS = [0, -0, -1, 1.5, 65_536, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, -1e308, 5e-324] as const;

/** Lists in lists, without recursion: so many that whatever recurses over them ends. */
export function deep(levels: number, kind: 'list' | 'object' = 'list'): unknown {
  let value: unknown = kind === 'list' ? [] : {};
  for (let level = 1; level < levels; level++) value = kind === 'list' ? [value] : { a: value };
  return value;
}

/** Short texts. */
export const text = fc.constantFrom(...ODD_TEXTS);
/** What a key may be called. */
export const key = fc.oneof(fc.constantFrom(...HARMFUL_KEYS), text);

/** Values that are large are made where they are used: most cases hold none. */
const large = fc
  .constantFrom<() => unknown>(
    () => 'y'.repeat(1_000_000),
    () => ','.repeat(200_000),
    () => '1,'.repeat(100_000),
    () => Array.from({ length: 5_000 }, () => null),
    () => Array.from({ length: 2_000 }, (_, index) => ({ [`k${index}`]: index })),
    () => deep(20_000),
    () => deep(20_000, 'object'),
    () => Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, '1'])),
  )
  .map((make) => make());

/** What cannot be turned into text, or says that it can do what it cannot. */
const impostor = fc.constantFrom<() => unknown>(
  () => ({ toString: 1, valueOf: 1 }),
  () => ({ length: 3_000_000_000 }),
  () => JSON.parse('{"then":"x","toJSON":"x"}'),
  () => JSON.parse('{"__proto__":{"polluted":"yes","items":[]}}'),
  () => JSON.parse('{"constructor":{"prototype":{"polluted":"yes"}}}'),
  () => ({ hasOwnProperty: 1, 0: 'x', length: 1 }),
);

/** A value that any place of foreign JSON may hold. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom<unknown>(null, true, false) },
  { weight: 20, arbitrary: text },
  { weight: 20, arbitrary: fc.constantFrom(...ODD_NUMBERS) },
  {
    weight: 16,
    arbitrary: fc
      .constantFrom<() => unknown>(
        () => [],
        () => ({}),
        () => [null],
        () => [[]],
      )
      .map((make) => make()),
  },
  { weight: 12, arbitrary: impostor.map((make) => make()) },
  { weight: 12, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: large },
);

/** Text that no one expects, short or long. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...ODD_TEXTS), { maxLength: 6 }).map((parts) => parts.join(',')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '1,'.repeat(60_000),
      'a=b,'.repeat(40_000),
      ' '.repeat(100_000),
      'k'.repeat(250_000),
    ),
  },
);
