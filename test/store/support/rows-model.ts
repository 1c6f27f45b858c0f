import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Row, RowData, RowKey } from '../../../shared/store/rows.ts';
import { all, byParts, type RowsTest } from './rows-reading.ts';

export function describeModel(test: RowsTest): void {
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
      const run = test.fresh();
      const model = new Map<string, Row>();
      for (const one of steps) {
        const full = 'key' in one ? [run, ...one.key] : [];
        const old = model.get(full.join('\0'));
        const keep = (where: RowKey, value: RowData): void => {
          const id = where.join('\0');
          model.set(id, { key: where, data: value, version: (model.get(id)?.version ?? 0) + 1 });
        };
        if (one.does === 'get') expect(await test.store.get('deliveries', full)).toEqual(old);
        else if (one.does === 'put') {
          const { expectation } = one;
          const version =
            expectation === 'absent' ? 0 : expectation === 'any' ? old?.version : expectation.version;
          const fits = (old?.version ?? 0) === (version ?? 0);
          expect(await test.store.put('deliveries', full, one.data, expectation)).toBe(fits);
          if (fits) keep(full, one.data);
        } else if (one.does === 'remove') {
          await test.store.remove('deliveries', full);
          model.delete(full.join('\0'));
        } else if (one.does === 'putMany') {
          const many = one.rows.map((row) => ({ key: [run, ...row.key], data: row.data }));
          await test.store.putMany('deliveries', many);
          for (const row of new Map(many.map((row) => [row.key.join('\0'), row])).values())
            keep(row.key, row.data);
        } else {
          const prefix = [run, ...one.prefix];
          const expected = [...model.values()]
            .filter((row) => prefix.every((wanted, index) => row.key[index] === wanted))
            .sort((left, right) => byParts(left.key, right.key));
          const found = await all(test.store.range('deliveries', { prefix, reverse: one.reverse }));
          expect(found).toEqual(one.reverse ? expected.toReversed() : expected);
        }
      }
    });

    await fc.assert(property, { numRuns: 60 });
  });
}
