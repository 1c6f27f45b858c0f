import { describe, expect, it } from 'vitest';
import type { RowKey } from '../../../shared/store/rows.ts';
import { all, byParts, type RowsTest } from './rows-reading.ts';

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

export function describeRanges(test: RowsTest): void {
  describe('ranges', () => {
    it('are in the order of code units, part by part, both ways', async () => {
      const run = test.fresh();
      const keys = ODD_PARTS.flatMap((robot) => ['1', '\uFFFF', robot].map((part) => [run, robot, part]));
      await test.store.putMany(
        'deliveries',
        keys.map((key) => ({ key, data: key })),
      );
      const sorted = [...new Map(keys.map((key) => [key.join('\0'), key])).values()].sort(byParts);

      const up = await all(test.other.range('deliveries', { prefix: [run] }));
      const down = await all(test.other.range('deliveries', { prefix: [run], reverse: true }));

      expect(up.map(({ key }) => key)).toEqual(sorted);
      expect(up.map(({ data }) => data)).toEqual(sorted);
      expect(down.map(({ key }) => key)).toEqual(sorted.toReversed());
    });

    it('have only what begins with the whole parts of the prefix', async () => {
      const run = test.fresh();
      const keys = [
        [run, 'a', '1'],
        [run, 'a', '2'],
        [run, 'a\u0001', '1'],
        [run, 'ab', '1'],
        [`${run}x`, 'a', '1'],
      ];
      await test.store.putMany(
        'deliveries',
        keys.map((key) => ({ key, data: 0 })),
      );
      const found = async (prefix: RowKey, reverse: boolean): Promise<RowKey[]> =>
        (await all(test.store.range('deliveries', { prefix, reverse }))).map(({ key }) => key);

      expect(await found([run, 'a'], false)).toEqual(keys.slice(0, 2));
      expect(await found([run, 'a'], true)).toEqual(keys.slice(0, 2).toReversed());
      expect(await found([run], false)).toEqual(keys.slice(0, 4));
      expect(await found([run, 'a', '2'], false)).toEqual([[run, 'a', '2']]);
      expect(await found([run, 'a', '3'], true)).toEqual([]);
      expect(await found([run, 'b'], false)).toEqual([]);
    });

    it('give the whole table without a prefix, and nothing of another', async () => {
      const mine = [test.fresh(), test.fresh()];
      for (const key of mine) await test.store.put('runs', [key], 'mine', 'any');

      const up = (await all(test.store.range('runs'))).map(({ key }) => key[0]);
      const down = (await all(test.store.range('runs', { reverse: true }))).map(({ key }) => key[0]);

      expect(up).toEqual(expect.arrayContaining(mine));
      expect(up).toEqual([...up].sort((left, right) => (String(left) < String(right) ? -1 : 1)));
      expect(down).toEqual(up.toReversed());
    });

    it('are not upset by what is written meanwhile', async () => {
      const run = test.fresh();
      const name = (index: number): string => String(index).padStart(4, '0');
      const indices = Array.from({ length: 1_200 }, (_, index) => index);
      await test.store.putMany(
        'shards',
        indices.map((index) => ({ key: [run, name(index)], data: index })),
      );
      const seen: unknown[] = [];

      for await (const { data } of test.store.range('shards', { prefix: [run] })) {
        seen.push(data);
        if (seen.length === 10) {
          await test.other.remove('shards', [run, name(499)]);
          await test.other.remove('shards', [run, name(1_000)]);
          await test.other.put('shards', [run, `${name(0)}a`], 'new', 'any');
        }
      }

      const left = indices.filter((index) => index !== 499 && index !== 1_000);
      expect(seen.filter((index) => index !== 499 && index !== 1_000 && index !== 'new')).toEqual(left);
    });

    it('can be left in their middle', async () => {
      for await (const row of test.store.range('findings')) {
        expect(row.version).toBeGreaterThan(0);
        break;
      }

      expect(await test.store.put('runs', [test.fresh()], 1, 'absent')).toBe(true);
    });
  });
}
