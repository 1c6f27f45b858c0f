import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../shared/config/read-yaml.ts';

describe('a text that is no YAML', () => {
  it.each<[string, string]>([
    ['a: 1\na: 2', 'line 2, column 1: this key stands twice in one object'],
    ['{"a": 1,\n"a": 2}', 'line 2, column 1: this key stands twice in one object'],
    ['a:\n\tb: 1', 'line 2, column 1: tabs may not indent'],
    ['a: "x', 'line 1, column 6: a character is missing'],
    ['a:\n  b: [1, 2\nc: 3', 'line 3, column 1: the indentation or a closing bracket is wrong'],
    ['a: b: c', 'line 1, column 4: keys and values are mixed up'],
    ['a: @b', 'line 1, column 4: text that begins like this needs quotes'],
    ['a: "\\q"', 'line 1, column 5: there is no such escape in double quotes'],
    ['a: 1\n---\nb: 2', 'line 2, column 1: there can be one document'],
    ['? [a]\n: b', 'line 1, column 3: a key must be text'],
    ['a: !!binary aGk=', 'line 1, column 4: tags cannot be used'],
    ['a: !custom b', 'line 1, column 4: tags cannot be used'],
    ['a: 1\nb: *nobody', 'line 2, column 4: this alias has no anchor before it'],
    ['a: &a [1, *a]', 'line 1, column 11: this alias stands within what it repeats'],
  ])('has its faults named by line and column: %j', (text, expected) => {
    const read = readYaml(text);

    expect(read.ok || read.faults).toContainEqual(expect.stringContaining(expected));
  });

  it('has several faults named in their order', () => {
    const read = readYaml('a: 1\na: 2\nb: 3\nb: 4\n');

    expect(read).toEqual({
      ok: false,
      faults: [
        'line 2, column 1: this key stands twice in one object',
        'line 4, column 1: this key stands twice in one object',
      ],
    });
  });

  it.each<[string, string]>([
    ['lists in lists', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['lists that are never closed', '['.repeat(20_000)],
    ['objects in objects', '{a: '.repeat(5_000)],
    ['lists by dashes', '- '.repeat(20_000)],
  ])('is refused before its depth can do harm: %s', (_, text) => {
    const read = readYaml(text);

    expect(read).toEqual({ ok: false, faults: ['this is nested too deeply for a config'] });
  });

  it.each<[string, string, string]>([
    [
      'keys of one object',
      Array.from({ length: 90_000 }, (_, index) => `k${index}: 1`).join('\n'),
      'an object has too many keys for a config',
    ],
    [
      'keys within braces',
      `{${Array.from({ length: 90_000 }, (_, index) => `k${index}: 1`).join(', ')}}`,
      'an object has too many keys for a config',
    ],
    ['aliases in a list', `a: &a 1\nb: [${'*a,'.repeat(300_000)}]`, 'aliases are used too often'],
    ['aliases by dashes', `- &a x\n${'- *a\n'.repeat(150_000)}`, 'aliases are used too often'],
    ['aliases as values', `{a: &a 1, b: [${'{c: *a},'.repeat(100_000)}]}`, 'aliases are used too often'],
  ])('is refused before the number of its parts can do harm: %s', (_, text, fault) => {
    const read = readYaml(text);

    expect(read).toEqual({ ok: false, faults: [fault] });
  });

  it('may be a list that is as long as any fleet', () => {
    const read = readYaml(Array.from({ length: 20_000 }, (_, index) => `- name: c${index}`).join('\n'));

    expect(read.ok && read.value).toHaveLength(20_000);
  });

  it('is refused when it is longer than any config', () => {
    const read = readYaml(`# ${'x'.repeat(2 ** 20)}`);

    expect(read).toEqual({ ok: false, faults: ['this is too long for a config'] });
  });

  it('is refused when its aliases multiply', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? ['x'] : Array.from({ length: 9 }, () => `*a${level - 1}`);
      return `a${level}: &a${level} [${inner.join(', ')}]`;
    });

    const read = readYaml(levels.join('\n'));

    expect(read).toEqual({ ok: false, faults: ['aliases are used too often'] });
  });
});

describe('a text that is YAML', () => {
  it.each<[string, unknown]>([
    ['until: 2027-01-01', { until: '2027-01-01' }],
    ['a: yes\nb: on\nc: true', { a: 'yes', b: 'on', c: true }],
    ['%YAML 1.1\n---\na: yes\nb: 2027-01-01', { a: 'yes', b: '2027-01-01' }],
    ['a: 2.14.0', { a: '2.14.0' }],
    ['a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['a: &x { b: 1 }\nc: { <<: *x }', { a: { b: 1 }, c: { '<<': { b: 1 } } }],
    ['\ufeffa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['{\n\t"a": [\n\t\t"\\ud83d\\ude00\\/"\n\t]\n}', { a: ['😀/'] }],
    ['', null],
  ])('is read as YAML 1.2: %j', (text, expected) => {
    const read = readYaml(text);

    expect(read).toEqual({ ok: true, value: expected });
  });

  it('leaves the prototype of objects alone', () => {
    const read = readYaml('__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }');

    expect(read).toMatchObject({ ok: true });
    expect(Object.keys((read as { value: object }).value)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('may be any JSON that is not too deep', () => {
    const shallow = fc.jsonValue({ maxDepth: 6, noUnicodeString: false });

    fc.assert(
      fc.property(shallow, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);

        expect(readYaml(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      { numRuns: 300 },
    );
  });
});
