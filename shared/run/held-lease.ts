import { isLease, type LeaseHolder, type LeaseOptions, takeLease } from '../store/lease.ts';
import type { RowStore } from '../store/rows.ts';

/** A lease is renewed so many times before it would run out. */
const RENEWALS = 4;

/** What came of work that only one process may do at a time. */
export type Held<T> =
  | { readonly kind: 'done'; readonly result: T }
  /** Somebody else is at it. */
  | { readonly kind: 'busy'; readonly holder: LeaseHolder };

/**
 * Does the work while holding a lease, renewing it all the time. The signal that the work gets aborts when the lease is
 * lost: somebody else has begun, because this process was away for too long.
 * @throws StoreError, and what the work throws
 */
export async function underLease<T>(
  rows: RowStore,
  options: LeaseOptions,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<Held<T>> {
  const lease = await takeLease(rows, options);
  if (!isLease(lease)) return { kind: 'busy', holder: lease };
  const lost = new AbortController();
  const timer = setInterval(() => {
    lease.renew().then(
      (isOurs) => {
        if (!isOurs) lost.abort(new Error(`lease ${options.name} was lost`));
      },
      // The store does not answer: the lease may hold all the same, and the next renewal will tell.
      () => undefined,
    );
  }, options.lasts / RENEWALS);
  try {
    return { kind: 'done', result: await work(lost.signal) };
  } finally {
    clearInterval(timer);
    await lease.release();
  }
}
