import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowData, RowKey, RowStore } from '../../shared/store/rows.ts';
import { describeModel } from './support/rows-model.ts';
import { describeRanges } from './support/rows-ranges.ts';
import { all, byParts, type RowsTest } from './support/rows-reading.ts';
import { describeWriters } from './support/rows-writers.ts';

/** Where the rows of one test file are kept. */
export interface RowsPlace {
  /** A client of its own over the same rows, ready for use. */
  readonly open: () => Promise<RowStore>;
  readonly end: () => Promise<void>;
}

/** What every RowStore must do. */
export function describeRows(place: () => Promise<RowsPlace>): void {
  let rows: RowsPlace;
  let store: RowStore;
  let other: RowStore;
  let parts = 0;

  /** A first part of keys that no other test uses. */
  const fresh = (): string => `own-${++parts}`;
  const test: RowsTest = {
    get store() {
      return store;
    },
    get other() {
      return other;
    },
    fresh,
  };

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

      await store.put('checkpoints', [...key, 'x', 'y'], data, 'any');

      expect((await store.get('checkpoints', [...key, 'x', 'y']))?.data).toBe(data);
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

    it.each([false, true])(
      'come back whole however few are fetched at once; from the end: %s',
      async (reverse) => {
        const cluster = fresh();
        const keys = Array.from({ length: 10 }, (_, index) => [cluster, `finding-${index}`]);
        await store.putMany(
          'findings',
          keys.map((key) => ({ key, data: {} })),
        );

        const found = await all(other.range('findings', { prefix: [cluster], reverse, atOnce: 3 }));

        expect(found.map(({ key }) => key)).toEqual(reverse ? keys.toReversed() : keys);
      },
    );

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

  describeRanges(test);
  describeWriters(test);
  describeModel(test);

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
