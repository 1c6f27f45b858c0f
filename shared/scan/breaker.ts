import type { Failure } from '../snapshot/snapshot.ts';
import { RemoteError } from '../sources/remote-error.ts';
import { failureOf, isGone, type Where } from './failures.ts';

/** After so many failures in a row the rest of the region is not tried any more. */
const FAILURES_IN_A_ROW = 5;

/** Where the failures of a kind of calls are noted. */
export interface Notes {
  readonly failures: Failure[];
  /** What was answered as if the instance, or a part of it, did not exist: to be looked into before it is believed. */
  readonly gone: Failure[];
}

/** Calls of one kind in one region, of which one may fail for itself, and many in a row stand for all. */
interface Breaker {
  /**
   * The work's outcome. After a failure `undefined`, and a failure of that instance is noted. After five calls in a row
   * that failed, and when the scan was ended, nothing is tried any more: the first call that is not made is noted as a
   * failure of the whole region.
   */
  readonly attempt: <T>(loadBalancerId: string, work: () => Promise<T>) => Promise<T | undefined>;
}

/** @param where the part and region that a failure blinds */
export function breakerOf(where: Where, { failures, gone }: Notes): Breaker {
  let started = 0;
  let lastSuccess = 0;
  /** Numbers of the calls that failed since. Those that began before it prove nothing: they were only slower. */
  let failedSince: number[] = [];
  let last: unknown;
  let isNoted = false;

  function isOpen(): boolean {
    return failedSince.length >= FAILURES_IN_A_ROW || isEnd(last);
  }

  function skip(): undefined {
    if (!isNoted) failures.push(failureOf(last, where));
    isNoted = true;
    return undefined;
  }

  return {
    attempt: async (loadBalancerId, work) => {
      if (isOpen()) return skip();
      const number = ++started;
      try {
        const result = await work();
        lastSuccess = Math.max(lastSuccess, number);
        failedSince = failedSince.filter((failed) => failed > lastSuccess);
        return result;
      } catch (thrown) {
        const failure = failureOf(thrown, { ...where, loadBalancerId });
        if (isGone(thrown)) {
          gone.push(failure);
          return undefined;
        }
        failures.push(failure);
        last = thrown;
        if (number > lastSuccess) failedSince.push(number);
        return undefined;
      }
    },
  };
}

function isEnd(thrown: unknown): boolean {
  return thrown instanceof RemoteError && thrown.kind === 'aborted';
}
