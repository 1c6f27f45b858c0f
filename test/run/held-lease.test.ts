import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { underLease } from '../../shared/run/held-lease.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();
const LONG = 3_600_000;
const SHORT = 60;

let stores = 0;
let rows: RowStore;
beforeEach(async () => {
  rows = await openFileRows(join(folder, `store-${stores++}`));
});
afterEach(() => rows.close());

/** A store whose writes of leases, after the first, wait for a word. */
function slowLeases(): {
  readonly slow: RowStore;
  readonly renewing: Promise<void>;
  readonly goOn: () => void;
} {
  let goOn = (): void => {};
  let noteRenewal = (): void => {};
  const open = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const renewing = new Promise<void>((resolve) => {
    noteRenewal = resolve;
  });
  let writes = 0;
  const put: RowStore['put'] = async (...write) => {
    if (writes++ > 0) {
      noteRenewal();
      await open;
    }
    return rows.put(...write);
  };
  return { slow: { ...rows, put }, renewing, goOn };
}

function take(from: RowStore, owner: string, lasts: number, work: () => Promise<void>) {
  return underLease(from, { name: 'run', owner, lasts, now: () => 0 }, work);
}

describe('work under a lease', () => {
  it('that ends amid a renewal leaves the lease free', async () => {
    const { slow, renewing, goOn } = slowLeases();
    const first = take(slow, 'one', SHORT, () => renewing);
    await renewing;
    setImmediate(goOn);
    await first;

    const next = await take(rows, 'two', LONG, async () => undefined);

    expect(next.kind).toBe('done');
  });

  it('does not wait for ever for a store that does not take the lease back', async () => {
    const { slow, goOn } = slowLeases();

    const done = await take(slow, 'one', LONG, async () => undefined);
    const early = await take(rows, 'two', LONG, async () => undefined);
    goOn();

    expect([done.kind, early.kind]).toEqual(['done', 'busy']);
    await expect.poll(async () => (await take(rows, 'three', LONG, async () => undefined)).kind).toBe('done');
  }, 30_000);
});
