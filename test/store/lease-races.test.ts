import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { isLease, type Lease, type LeaseHolder, takeLease } from '../../shared/store/lease.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();

function ask(rows: RowStore, owner: string, name: string): Promise<Lease | LeaseHolder> {
  return takeLease(rows, { name, owner, lasts: 60_000, now: Date.now });
}

it('a lease that is given back is free, however renewals of its own come in between', async () => {
  const rows = await openFileRows(join(folder, 'store'));
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 2 }), async (scheduler, renewals) => {
      const name = `lease-${count++}`;
      const slow = {
        ...rows,
        get: scheduler.scheduleFunction(rows.get),
        put: scheduler.scheduleFunction(rows.put),
      };
      const lease = await scheduler.waitFor(ask(slow, 'one', name));
      if (!isLease(lease)) throw new Error('nobody else has asked');

      const renewed = Array.from({ length: renewals }, () => lease.renew());
      await scheduler.waitFor(Promise.all([...renewed, lease.release(), lease.renew()]));

      expect(isLease(await ask(rows, 'two', name))).toBe(true);
    }),
  );
  await rows.close();
});
