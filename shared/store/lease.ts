import type { RowStore } from './rows.ts';

/** A right that one process has at a time, until it gives it back or stops renewing it. */
export interface Lease {
  /** False when it was lost: it had run out, and somebody else has it. */
  readonly renew: () => Promise<boolean>;
  readonly release: () => Promise<void>;
}

/** Who has a lease, for messages. */
export interface LeaseHolder {
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** How a lease is asked for. */
export interface LeaseOptions {
  readonly name: string;
  /** Unique for each process and attempt. */
  readonly owner: string;
  /** Milliseconds that it lasts unless renewed. */
  readonly lasts: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Takes a lease, or says who has it. One that ran out is anybody's: its holder crashed, or takes too long.
 * @throws StoreError
 */
export async function takeLease(rows: RowStore, options: LeaseOptions): Promise<Lease | LeaseHolder> {
  const { name, owner, lasts, now } = options;
  const key = [name];
  const fresh = (): LeaseHolder => ({ owner, until: now() + lasts });
  for (;;) {
    const row = await rows.get('leases', key);
    const holder = row?.data as LeaseHolder | undefined;
    if (row && holder && holder.owner !== owner && holder.until > now()) return holder;
    const expect = row ? { version: row.version } : 'absent';
    if (await rows.put('leases', key, fresh(), expect)) break;
  }

  async function change(data: LeaseHolder): Promise<boolean> {
    const row = await rows.get('leases', key);
    if (!row || (row.data as LeaseHolder).owner !== owner) return false;
    return rows.put('leases', key, data, { version: row.version });
  }
  return {
    renew: () => change(fresh()),
    release: async () => {
      await change({ owner, until: 0 });
    },
  };
}

/** Whether the answer of `takeLease` is a lease. */
export function isLease(answer: Lease | LeaseHolder): answer is Lease {
  return 'renew' in answer;
}
