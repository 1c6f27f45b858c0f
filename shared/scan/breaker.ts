import type { Failure } from '../snapshot/snapshot.ts';
import { RemoteError } from '../sources/remote-error.ts';
import { failureOf, isGone, type Where } from './failures.ts';

/** After so many failures in a row the rest of the region is not tried any more. */
const FAILURES_IN_A_ROW = 5;

/** Calls of one kind in one region, of which one may fail for itself, and many stand for all. */
export interface Breaker {
  /**
   * The work's outcome. After a failure `undefined`, and a failure of that instance is noted: of the whole region when
   * it was the fifth in a row, or the scan was ended; then nothing is tried any more. `gone` is given to the caller.
   */
  readonly attempt: <T>(loadBalancerId: string, work: () => Promise<T>) => Promise<T | 'gone' | undefined>;
}

/** @param where the part and region that a failure blinds */
export function breakerOf(where: Where, failures: Failure[]): Breaker {
  let inARow = 0;
  let isOpen = false;
  return {
    attempt: async (loadBalancerId, work) => {
      if (isOpen) return undefined;
      try {
        const result = await work();
        inARow = 0;
        return result;
      } catch (thrown) {
        if (isGone(thrown)) return 'gone';
        if (isOpen) return undefined;
        inARow++;
        isOpen = inARow >= FAILURES_IN_A_ROW || isEnd(thrown);
        failures.push(failureOf(thrown, isOpen ? where : { ...where, loadBalancerId }));
        return undefined;
      }
    },
  };
}

function isEnd(thrown: unknown): boolean {
  return thrown instanceof RemoteError && thrown.kind === 'aborted';
}
