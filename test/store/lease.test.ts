import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileRows } from '../../shared/store/file-rows.ts';
import {
  isLease,
  type Lease,
  type LeaseHolder,
  LeaseLostError,
  takeLease,
  whileHeld,
} from '../../shared/store/lease.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();
let stores = 0;
let rows: RowStore;
let time: number;

beforeEach(async () => {
  rows = await openFileRows(join(folder, `store-${stores++}`));
  time = 1_000;
});
afterEach(() => rows.close());

function ask(owner: string, name = 'run'): Promise<Lease | LeaseHolder> {
  return takeLease(rows, { name, owner, lasts: 100, now: () => time });
}

async function taken(owner: string): Promise<Lease> {
  const lease = await ask(owner);
  if (!isLease(lease)) throw new Error(`${lease.owner} has it`);
  return lease;
}

describe('a lease', () => {
  it('whose row is damaged is no reason to try for ever', async () => {
    await rows.put('leases', ['run'], { owner: 'gone', until: 0 }, 'absent');
    const { get } = rows;
    rows = {
      ...rows,
      // No version that was ever written.
      get: async (table, key) => {
        const row = await get(table, key);
        return row && { ...row, version: 0 };
      },
    };

    await expect(ask('one')).rejects.toMatchObject({ trouble: 'damaged' });
  });

  it('is had by one, and the other is told by whom and how long', async () => {
    await taken('one');

    const other = await ask('two');

    expect(other).toEqual({ owner: 'one', until: 1_100 });
    expect(isLease(await ask('two', 'another'))).toBe(true);
  });

  it('is had by one of many that ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => ask(`${index}`)));

    expect(answers.filter(isLease)).toHaveLength(1);
  });

  it('that runs out is had by one of many that ask at once', async () => {
    const first = await taken('first');
    time = 1_100;

    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => ask(`${index}`)));

    expect(answers.filter(isLease)).toHaveLength(1);
    expect(await first.isHeld()).toBe(false);
    expect(await first.renew()).toBe(false);
  });

  it('lasts when it is renewed', async () => {
    const lease = await taken('one');
    time = 1_090;
    await lease.renew();
    time = 1_180;

    expect(await ask('two')).toEqual({ owner: 'one', until: 1_190 });
    expect(await lease.isHeld()).toBe(true);
  });

  it('that ran out is still held while nobody else has taken it', async () => {
    const lease = await taken('one');
    time = 5_000;

    expect(await lease.isHeld()).toBe(true);
    expect(await lease.renew()).toBe(true);
  });

  it('that is given back is free at once', async () => {
    await (await taken('one')).release();

    expect(isLease(await ask('two'))).toBe(true);
  });

  it('of another is not given back by who lost it', async () => {
    const slow = await taken('slow');
    time = 1_100;
    const other = await taken('other');

    await slow.release();

    expect(await other.isHeld()).toBe(true);
    expect(await ask('third')).toEqual({ owner: 'other', until: 1_200 });
  });
});

describe('rows under a lease', () => {
  const writes: [string, (guarded: RowStore) => Promise<unknown>][] = [
    ['put', (guarded) => guarded.put('runs', ['a'], 2, 'any')],
    ['putMany', (guarded) => guarded.putMany('runs', [{ key: ['a'], data: 2 }])],
    ['remove', (guarded) => guarded.remove('runs', ['a'])],
  ];
  it.each(writes)('%s writes while it is held, and not when it is lost', async (_, write) => {
    const lease = await taken('one');
    const guarded = whileHeld(rows, 'run', lease);
    await rows.put('runs', ['a'], 1, 'any');
    await write(guarded);
    const held = await rows.get('runs', ['a']);

    time = 1_100;
    await taken('two');
    await rows.put('runs', ['a'], 1, 'any');

    await expect(write(guarded)).rejects.toBeInstanceOf(LeaseLostError);
    expect(held?.data).not.toBe(1);
    expect(await guarded.get('runs', ['a'])).toMatchObject({ data: 1 });
  });
});
