import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row, RowData, RowKey, RowStore } from '../../shared/store/rows.ts';

/** Where the rows of one test file are kept. */
export interface RowsPlace {
  /** A client of its own over the same rows, ready for use. */
  readonly open: () => Promise<RowStore>;
  readonly end: () => Promise<void>;
}

/** Keys that sort differently as UTF-8, as UTF-16, and as a locale has it. */
const ODD_PARTS = [
  '-',
  '0',
  'A',
  'Z',
  'a',
  'a b',
  'a/b',
  'ab',
  'a\u0001',
  'a\tb',
  'z',
  'Ä',
  'é',
  'e\u0301',
  'ß',
  '阿里云',
  '한',
  '\uD7FF',
  '\u{1F600}',
  '\u{10000}',
  '\u{10FFFF}',
  '\u{10FFFF}\uE000',
  '\u{10FFFE}x',
  '\uE000',
  '\uFB01',
  '（全角）',
  '\uFFFD',
  '\uFFFF',
  'x'.repeat(256),
  '阿'.repeat(256),
];

/** What every RowStore must do. */
export function describeRows(place: () => Promise<RowsPlace>): void {
  let rows: RowsPlace;
  let store: RowStore;
  let other: RowStore;
  let parts = 0;

  /** A first part of keys that no other test uses. */
  const fresh = (): string => `own-${++parts}`;

  beforeAll(async () => {
    rows = await place();
    store = await rows.open();
    other = await rows.open();
  });
  afterAll(async () => {
    await store.close();
    await other.close();
    await rows.end();
  });

  describe('one row', () => {
    it('is not there before it is put', async () => {
      expect(await store.get('runs', [fresh()])).toBeUndefined();
    });

    it('is given back with its key and the version 1, by every client', async () => {
      const key = [fresh(), 'shard'];

      const done = await store.put('shards', key, { state: 'open' }, 'absent');

      expect(done).toBe(true);
      expect(await other.get('shards', key)).toEqual({ key, data: { state: 'open' }, version: 1 });
    });

    it.each<[expectation: 'any' | 'absent' | { version: number }, there: number, written: boolean]>([
      ['any', 0, true],
      ['any', 1, true],
      ['any', 3, true],
      ['absent', 0, true],
      ['absent', 1, false],
      ['absent', 3, false],
      [{ version: 1 }, 0, false],
      [{ version: 1 }, 1, true],
      [{ version: 3 }, 3, true],
      [{ version: 1 }, 2, false],
      [{ version: 4 }, 3, false],
      [{ version: 0 }, 0, false],
      [{ version: 0 }, 1, false],
      [{ version: 1.5 }, 1, false],
      [{ version: -1 }, 0, false],
    ])('expected to be %j, at the version %i: written is %s', async (expectation, there, written) => {
      const key = [fresh()];
      for (let version = 0; version < there; version++) await store.put('digests', key, 'old', 'any');

      const done = await store.put('digests', key, 'new', expectation);

      const row = await store.get('digests', key);
      expect(done).toBe(written);
      expect(row?.version ?? 0).toBe(there + (written ? 1 : 0));
      expect(row?.data).toBe(written ? 'new' : there ? 'old' : undefined);
    });

    it('is gone when it is removed, and begins at the version 1 again', async () => {
      const key = [fresh()];
      await store.put('leases', key, 1, 'any');
      await store.put('leases', key, 2, 'any');

      await store.remove('leases', key);
      await store.remove('leases', key);

      expect(await other.get('leases', key)).toBeUndefined();
      expect(await other.put('leases', key, 3, 'absent')).toBe(true);
      expect(await store.get('leases', key)).toEqual({ key, data: 3, version: 1 });
    });

    it.each<{ data: RowData }>([
      { data: null },
      { data: true },
      { data: 0 },
      { data: -1.5e300 },
      { data: '' },
      { data: 'Grüße, 阿里云 \u{1F600} \u0000\n"\\' },
      { data: [] },
      { data: {} },
      { data: { a: [{ b: null }, 'c'], 版本: 1 } },
      { data: '\uD800 alone' },
    ])('keeps $data', async ({ data }) => {
      const key = [fresh()];

      await store.put('runs', key, data, 'any');

      expect((await other.get('runs', key))?.data).toEqual(data);
    });

    it('keeps as much as a row may hold', async () => {
      const key = [fresh()];
      const data = '阿'.repeat((1_048_576 - 2) / 3);

      await store.put('checkpoints', [...key, 'x'], data, 'any');

      expect((await store.get('checkpoints', [...key, 'x']))?.data).toBe(data);
    });
  });

  describe('what cannot be stored', () => {
    const cycle: Record<string, unknown> = {};
    cycle.itself = cycle;

    it.each<[what: string, key: RowKey]>([
      ['no part', []],
      ['one part too few', ['a']],
      ['one part too many', ['a', 'b', 'c']],
      ['an empty part', ['a', '']],
      ['a part of 257 characters', ['x'.repeat(257), 'b']],
      ['a part of more than 1,024 bytes as it is stored', ['（'.repeat(200), 'b']],
      ['U+0000', ['a\0b', 'c']],
      ['half a character', ['a', '\uD83D']],
    ])('is a key with %s', async (_, key) => {
      const refused = expect.objectContaining({ name: 'StoreError', trouble: 'refused' });

      await expect(store.put('findings', key, 1, 'any')).rejects.toEqual(refused);
      await expect(store.get('findings', key)).rejects.toEqual(refused);
      await expect(store.remove('findings', key)).rejects.toEqual(refused);
      await expect(store.putMany('findings', [{ key, data: 1 }])).rejects.toEqual(refused);
    });

    it.each<[what: string, data: RowData]>([
      ['nothing', undefined],
      ['a function', () => 1],
      ['a cycle', cycle],
      ['a BigInt', 1n],
      ['more than 1 MB', 'x'.repeat(1_048_575)],
    ])('is %s', async (_, data) => {
      const key = [fresh()];
      const refused = expect.objectContaining({ trouble: 'refused' });

      await expect(store.put('runs', key, data, 'absent')).rejects.toEqual(refused);
      await expect(store.putMany('runs', [{ key, data }])).rejects.toEqual(refused);
      expect(await store.get('runs', key)).toBeUndefined();
    });

    it('is a range below a prefix that no key has', async () => {
      const refused = expect.objectContaining({ trouble: 'refused' });

      await expect(all(store.range('runs', { prefix: ['a', 'b'] }))).rejects.toEqual(refused);
      await expect(all(store.range('runs', { prefix: [''] }))).rejects.toEqual(refused);
    });
  });

  describe('many rows', () => {
    it('come back whole, in order, from batches and pages', async () => {
      const cluster = fresh();
      const keys = Array.from({ length: 1_234 }, (_, index) => [cluster, `finding-${index * 7_919}`]);

      await store.putMany(
        'findings',
        keys.map((key) => ({ key, data: { key, text: 'x'.repeat(100) } })),
      );

      const found = await all(other.range('findings', { prefix: [cluster] }));
      expect(found.map(({ key }) => key)).toEqual(keys.toSorted(byParts));
      expect(found.every(({ key, data }) => (data as { key: string[] }).key[1] === key[1])).toBe(true);
      expect(found.every(({ version }) => version === 1)).toBe(true);
    });

    it('raise the version of each row that is there; of one key twice the last counts', async () => {
      const run = fresh();
      await store.put('shards', [run, 'a'], 'old', 'any');

      await store.putMany('shards', [
        { key: [run, 'a'], data: 'first' },
        { key: [run, 'b'], data: 'first' },
        { key: [run, 'a'], data: 'last' },
      ]);

      expect(await all(store.range('shards', { prefix: [run] }))).toEqual([
        { key: [run, 'a'], data: 'last', version: 2 },
        { key: [run, 'b'], data: 'first', version: 1 },
      ]);
    });

    it('may be none', async () => {
      await expect(store.putMany('runs', [])).resolves.toBeUndefined();
    });
  });

  describe('ranges', () => {
    it('are in the order of code units, part by part, both ways', async () => {
      const run = fresh();
      const keys = ODD_PARTS.flatMap((robot) => ['1', '\uFFFF', robot].map((part) => [run, robot, part]));
      await store.putMany(
        'deliveries',
        keys.map((key) => ({ key, data: key })),
      );
      const sorted = [...new Map(keys.map((key) => [key.join('\0'), key])).values()].sort(byParts);

      const up = await all(other.range('deliveries', { prefix: [run] }));
      const down = await all(other.range('deliveries', { prefix: [run], reverse: true }));

      expect(up.map(({ key }) => key)).toEqual(sorted);
      expect(up.map(({ data }) => data)).toEqual(sorted);
      expect(down.map(({ key }) => key)).toEqual(sorted.toReversed());
    });

    it('have only what begins with the whole parts of the prefix', async () => {
      const run = fresh();
      const keys = [
        [run, 'a', '1'],
        [run, 'a', '2'],
        [run, 'a\u0001', '1'],
        [run, 'ab', '1'],
        [`${run}x`, 'a', '1'],
      ];
      await store.putMany(
        'deliveries',
        keys.map((key) => ({ key, data: 0 })),
      );
      const found = async (prefix: RowKey, reverse: boolean): Promise<RowKey[]> =>
        (await all(store.range('deliveries', { prefix, reverse }))).map(({ key }) => key);

      expect(await found([run, 'a'], false)).toEqual(keys.slice(0, 2));
      expect(await found([run, 'a'], true)).toEqual(keys.slice(0, 2).toReversed());
      expect(await found([run], false)).toEqual(keys.slice(0, 4));
      expect(await found([run, 'a', '2'], false)).toEqual([[run, 'a', '2']]);
      expect(await found([run, 'a', '3'], true)).toEqual([]);
      expect(await found([run, 'b'], false)).toEqual([]);
    });

    it('give the whole table without a prefix, and nothing of another', async () => {
      const mine = [fresh(), fresh()];
      for (const key of mine) await store.put('runs', [key], 'mine', 'any');

      const up = (await all(store.range('runs'))).map(({ key }) => key[0]);
      const down = (await all(store.range('runs', { reverse: true }))).map(({ key }) => key[0]);

      expect(up).toEqual(expect.arrayContaining(mine));
      expect(up).toEqual([...up].sort((left, right) => (String(left) < String(right) ? -1 : 1)));
      expect(down).toEqual(up.toReversed());
    });

    it('are not upset by what is written meanwhile', async () => {
      const run = fresh();
      const name = (index: number): string => String(index).padStart(4, '0');
      const indices = Array.from({ length: 1_200 }, (_, index) => index);
      await store.putMany(
        'shards',
        indices.map((index) => ({ key: [run, name(index)], data: index })),
      );
      const seen: unknown[] = [];

      for await (const { data } of store.range('shards', { prefix: [run] })) {
        seen.push(data);
        if (seen.length === 10) {
          await other.remove('shards', [run, name(499)]);
          await other.remove('shards', [run, name(1_000)]);
          await other.put('shards', [run, `${name(0)}a`], 'new', 'any');
        }
      }

      const left = indices.filter((index) => index !== 499 && index !== 1_000);
      expect(seen.filter((index) => index !== 499 && index !== 1_000 && index !== 'new')).toEqual(left);
    });

    it('can be left in their middle', async () => {
      for await (const row of store.range('findings')) {
        expect(row.version).toBeGreaterThan(0);
        break;
      }

      expect(await store.put('runs', [fresh()], 1, 'absent')).toBe(true);
    });
  });

  describe('writers at once', () => {
    it('of whom each expects the same version: one wins each', async () => {
      const key = [fresh()];
      await store.put('leases', key, 'nobody', 'absent');
      const wins: number[] = [];

      for (let version = 1; version <= 3; version++) {
        const tries = Array.from({ length: 100 }, (_, writer) =>
          (writer % 2 ? store : other).put('leases', key, writer, { version }),
        );
        const done = await Promise.all(tries);
        wins.push(done.filter(Boolean).length);
        expect((await store.get('leases', key))?.data).toBe(done.indexOf(true));
      }

      expect(wins).toEqual([1, 1, 1]);
      expect((await other.get('leases', key))?.version).toBe(4);
    });

    it('that all make one row: one wins', async () => {
      const key = [fresh()];

      const done = await Promise.all(
        Array.from({ length: 100 }, (_, writer) =>
          (writer % 2 ? store : other).put('leases', key, writer, 'absent'),
        ),
      );

      expect(done.filter(Boolean)).toHaveLength(1);
      expect(await store.get('leases', key)).toEqual({ key, data: done.indexOf(true), version: 1 });
    });

    it('that count with expected versions: nothing is lost', async () => {
      const key = [fresh()];
      await store.put('runs', key, 0, 'absent');
      const count = async (client: RowStore): Promise<void> => {
        for (let done = 0; done < 5; ) {
          const row = (await client.get('runs', key)) as Row;
          const counted = Number(row.data) + 1;
          if (await client.put('runs', key, counted, { version: row.version })) done++;
        }
      };

      await Promise.all(Array.from({ length: 10 }, (_, writer) => count(writer % 2 ? store : other)));

      expect(await store.get('runs', key)).toEqual({ key, data: 50, version: 51 });
    });

    it('that write whatever is there: the version tells how often', async () => {
      const key = [fresh()];

      await Promise.all(
        Array.from({ length: 40 }, (_, writer) =>
          (writer % 2 ? store : other).put('runs', key, writer, 'any'),
        ),
      );

      expect((await store.get('runs', key))?.version).toBe(40);
    });
  });

  it('does what a map would do, whatever is done to it', async () => {
    const part = fc.constantFrom('a', 'b', 'a\u0001', '\u{1F600}', '\uFF01', '\u{10FFFF}');
    const key = fc.tuple(part, part);
    const data = fc.oneof(fc.integer(), fc.string({ unit: 'binary' }), fc.constant(null));
    const versions = fc.integer({ min: 1, max: 3 }).map((version) => ({ version }));
    const expectation = fc.oneof(fc.constantFrom('any' as const, 'absent' as const), versions);
    const step = fc.oneof(
      fc.record({ does: fc.constant('put' as const), key, data, expectation }),
      fc.record({ does: fc.constant('get' as const), key }),
      fc.record({ does: fc.constant('remove' as const), key }),
      fc.record({ does: fc.constant('putMany' as const), rows: fc.array(fc.record({ key, data })) }),
      fc.record({
        does: fc.constant('range' as const),
        prefix: fc.oneof(fc.constant([]), fc.tuple(part), key),
        reverse: fc.boolean(),
      }),
    );
    const property = fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const run = fresh();
      const model = new Map<string, Row>();
      for (const one of steps) {
        const full = 'key' in one ? [run, ...one.key] : [];
        const old = model.get(full.join('\0'));
        const keep = (where: RowKey, value: RowData): void => {
          const id = where.join('\0');
          model.set(id, { key: where, data: value, version: (model.get(id)?.version ?? 0) + 1 });
        };
        if (one.does === 'get') expect(await store.get('deliveries', full)).toEqual(old);
        else if (one.does === 'put') {
          const { expectation } = one;
          const version =
            expectation === 'absent' ? 0 : expectation === 'any' ? old?.version : expectation.version;
          const fits = (old?.version ?? 0) === (version ?? 0);
          expect(await store.put('deliveries', full, one.data, expectation)).toBe(fits);
          if (fits) keep(full, one.data);
        } else if (one.does === 'remove') {
          await store.remove('deliveries', full);
          model.delete(full.join('\0'));
        } else if (one.does === 'putMany') {
          const many = one.rows.map((row) => ({ key: [run, ...row.key], data: row.data }));
          await store.putMany('deliveries', many);
          for (const row of new Map(many.map((row) => [row.key.join('\0'), row])).values())
            keep(row.key, row.data);
        } else {
          const prefix = [run, ...one.prefix];
          const expected = [...model.values()]
            .filter((row) => prefix.every((wanted, index) => row.key[index] === wanted))
            .sort((left, right) => byParts(left.key, right.key));
          const found = await all(store.range('deliveries', { prefix, reverse: one.reverse }));
          expect(found).toEqual(one.reverse ? expected.toReversed() : expected);
        }
      }
    });

    await fc.assert(property, { numRuns: 60 });
  });

  it('may be made ready again, and is used no more once it is closed', async () => {
    const mine = await rows.open();
    const key = [fresh()];
    await mine.put('runs', key, 1, 'any');

    await mine.init();
    await mine.close();

    expect((await store.get('runs', key))?.data).toBe(1);
    const closed = expect.objectContaining({
      trouble: 'unavailable',
      message: expect.stringContaining('closed'),
    });
    await expect(mine.get('runs', key)).rejects.toEqual(closed);
    await expect(mine.put('runs', key, 2, 'any')).rejects.toEqual(closed);
    await expect(all(mine.range('runs'))).rejects.toEqual(closed);
    await expect(mine.putMany('runs', [{ key, data: 1 }])).rejects.toEqual(closed);
    await expect(mine.close()).resolves.toBeUndefined();
  });
}

export async function all(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

function byParts(left: RowKey, right: RowKey): number {
  for (const [index, part] of left.entries()) {
    const beside = right[index] as string;
    if (part !== beside) return part < beside ? -1 : 1;
  }
  return 0;
}
