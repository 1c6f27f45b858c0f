import { PreflightError } from '../errors.ts';
import type { Row, RowStore } from './rows.ts';
import { StoreError } from './store-error.ts';

/** A right that one process has at a time, until it gives it back or stops renewing it. */
export interface Lease {
  /** False when it was lost (it had run out, and somebody else has it), or was given back. */
  readonly renew: () => Promise<boolean>;
  /** Whether nobody else has taken it. */
  readonly isHeld: () => Promise<boolean>;
  /** Gives it back, for good: a renewal that is under way neither stops this nor undoes it. */
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

/** A renewal that was on its way may come before: once more, then. Where that does not help the store is at fault. */
const RELEASE_TRIES = 5;

/** Whoever loses finds a holder the next time. A row that nobody holds and nobody can write is damaged. */
const TAKE_TRIES = 100;

/** Somebody else has the lease now: this process was away for longer than it lasts. */
export class LeaseLostError extends PreflightError {
  constructor(name: string) {
    super(
      'STORE',
      `another process has begun, as this one was away for too long: it lost the lease "${name}", and writes nothing more`,
    );
  }
}

/**
 * Takes a lease, or says who has it. One that ran out is anybody's: its holder crashed, or takes too long.
 * @throws StoreError
 */
export async function takeLease(rows: RowStore, options: LeaseOptions): Promise<Lease | LeaseHolder> {
  const { name, owner, lasts, now } = options;
  const key = [name];
  const fresh = (): LeaseHolder => ({ owner, until: now() + lasts });
  for (let tries = 1; ; tries++) {
    const row = await rows.get('leases', key);
    const holder = row?.data as LeaseHolder | undefined;
    if (row && holder && holder.owner !== owner && holder.until > now()) return holder;
    const expect = row ? { version: row.version } : 'absent';
    if (await rows.put('leases', key, fresh(), expect)) break;
    if (tries === TAKE_TRIES)
      throw new StoreError('damaged', `The row of the lease ${name} cannot be written.`);
  }

  async function own(): Promise<Row | undefined> {
    const row = await rows.get('leases', key);
    return row && (row.data as LeaseHolder).owner === owner ? row : undefined;
  }
  let isGivenBack = false;
  return {
    isHeld: async () => (await own()) !== undefined,
    renew: async () => {
      const row = await own();
      if (!row || isGivenBack) return false;
      return rows.put('leases', key, fresh(), { version: row.version });
    },
    release: async () => {
      isGivenBack = true;
      for (let tries = 0; tries < RELEASE_TRIES; tries++) {
        const row = await own();
        if (!row || (await rows.put('leases', key, { owner, until: 0 }, { version: row.version }))) return;
      }
    },
  };
}

/** Whether the answer of `takeLease` is a lease. */
export function isLease(answer: Lease | LeaseHolder): answer is Lease {
  return 'renew' in answer;
}

/**
 * Rows that are written only while a lease is held. A process that was suspended for longer than its lease lasts so does
 * no harm when it wakes, unless it fell asleep between the look at the lease and the write. Writes throw
 * LeaseLostError where it is not held any more.
 */
export function whileHeld(rows: RowStore, name: string, { isHeld }: Lease): RowStore {
  async function check(): Promise<void> {
    if (!(await isHeld())) throw new LeaseLostError(name);
  }
  return {
    ...rows,
    put: async (...write) => {
      await check();
      return rows.put(...write);
    },
    putMany: async (...write) => {
      await check();
      return rows.putMany(...write);
    },
    remove: async (...write) => {
      await check();
      return rows.remove(...write);
    },
  };
}
