import { isLease, type LeaseHolder, type LeaseOptions, takeLease, whileHeld } from '../store/lease.ts';
import type { RowStore } from '../store/rows.ts';
import { settlesWithin } from '../time-limit.ts';

/** A lease is renewed so many times before it would run out. */
const RENEWALS = 4;

/** A store that takes longer to take a lease back is not waited for: what comes next must not be late with it. */
const RELEASE_MILLISECONDS = 5_000;

/** What came of work that only one process may do at a time. */
export type Held<T> =
  | { readonly kind: 'done'; readonly result: T }
  /** Somebody else is at it. */
  | { readonly kind: 'busy'; readonly holder: LeaseHolder };

/** What work under a lease gets. */
export interface Hold {
  /** Aborts when it is noticed that the lease is lost: somebody else has begun, as this process was away for too long. */
  readonly lost: AbortSignal;
  /** Asks the store. */
  readonly isHeld: () => Promise<boolean>;
  /** The same rows, written only while the lease is held: what is written otherwise throws LeaseLostError. */
  readonly rows: RowStore;
}

/**
 * Does the work while holding a lease, renewing it all the time.
 * @throws StoreError, LeaseLostError, and what the work throws
 */
export async function underLease<T>(
  rows: RowStore,
  options: LeaseOptions,
  work: (hold: Hold) => Promise<T>,
): Promise<Held<T>> {
  const lease = await takeLease(rows, options);
  if (!isLease(lease)) return { kind: 'busy', holder: lease };
  const lost = new AbortController();
  let isRenewing = false;
  let renewal: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // Two at once would take each other for another process.
    if (isRenewing) return;
    isRenewing = true;
    renewal = lease
      .renew()
      .then(
        (isOurs) => {
          if (!isOurs) lost.abort(new Error(`lease ${options.name} was lost`));
        },
        // The store does not answer: the lease may hold all the same, and the next renewal will tell.
        () => undefined,
      )
      .finally(() => {
        isRenewing = false;
      });
  }, options.lasts / RENEWALS);
  try {
    const hold = { lost: lost.signal, isHeld: lease.isHeld, rows: whileHeld(rows, options.name, lease) };
    return { kind: 'done', result: await work(hold) };
  } finally {
    clearInterval(timer);
    // A store that fails now has failed the work already, or has all of it. The lease runs out by itself.
    await settlesWithin(RELEASE_MILLISECONDS, Promise.all([renewal, lease.release()]));
  }
}
