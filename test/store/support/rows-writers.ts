import { describe, expect, it } from 'vitest';
import type { Row, RowStore } from '../../../shared/store/rows.ts';
import type { RowsTest } from './rows-reading.ts';

export function describeWriters(test: RowsTest): void {
  describe('writers at once', () => {
    it('of whom each expects the same version: one wins each', async () => {
      const key = [test.fresh()];
      await test.store.put('leases', key, 'nobody', 'absent');
      const wins: number[] = [];

      for (let version = 1; version <= 3; version++) {
        const tries = Array.from({ length: 100 }, (_, writer) =>
          (writer % 2 ? test.store : test.other).put('leases', key, writer, { version }),
        );
        const done = await Promise.all(tries);
        wins.push(done.filter(Boolean).length);
        expect((await test.store.get('leases', key))?.data).toBe(done.indexOf(true));
      }

      expect(wins).toEqual([1, 1, 1]);
      expect((await test.other.get('leases', key))?.version).toBe(4);
    });

    it('that all make one row: one wins', async () => {
      const key = [test.fresh()];

      const done = await Promise.all(
        Array.from({ length: 100 }, (_, writer) =>
          (writer % 2 ? test.store : test.other).put('leases', key, writer, 'absent'),
        ),
      );

      expect(done.filter(Boolean)).toHaveLength(1);
      expect(await test.store.get('leases', key)).toEqual({ key, data: done.indexOf(true), version: 1 });
    });

    it('that count with expected versions: nothing is lost', async () => {
      const key = [test.fresh()];
      await test.store.put('runs', key, 0, 'absent');
      const count = async (client: RowStore): Promise<void> => {
        for (let done = 0; done < 5; ) {
          const row = (await client.get('runs', key)) as Row;
          const counted = Number(row.data) + 1;
          if (await client.put('runs', key, counted, { version: row.version })) done++;
        }
      };

      await Promise.all(
        Array.from({ length: 10 }, (_, writer) => count(writer % 2 ? test.store : test.other)),
      );

      expect(await test.store.get('runs', key)).toEqual({ key, data: 50, version: 51 });
    });

    it('that write whatever is there: the version tells how often', async () => {
      const key = [test.fresh()];

      await Promise.all(
        Array.from({ length: 40 }, (_, writer) =>
          (writer % 2 ? test.store : test.other).put('runs', key, writer, 'any'),
        ),
      );

      expect((await test.store.get('runs', key))?.version).toBe(40);
    });
  });
}
