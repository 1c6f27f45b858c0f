import pRetry from 'p-retry';
import { reasonOf } from '../errors.ts';
import { type Sleep, sleepMilliseconds } from '../sleep.ts';
import { RemoteError, type RemoteKind } from './remote-error.ts';

/** Tries in all, the first included, that end in trouble of one sort. */
const THROTTLED_TRIES = 12;
const OTHER_TRIES = 5;

const BASE_MILLISECONDS = 200;
const CAP_MILLISECONDS = 10_000;

const PASSING: ReadonlySet<RemoteKind> = new Set(['throttled', 'unavailable', 'unreachable', 'timeout']);

/** What is tried again, and until when. */
export interface RetryOptions {
  /** The call, as error messages name it: `DescribeLoadBalancers in cn-hangzhou`. */
  readonly what: string;
  /** Ends everything, waiting too: an interrupt, or the time that is left. */
  readonly signal: AbortSignal;
  /** Between 0 and 1. */
  readonly random?: () => number;
  readonly sleep?: Sleep;
}

/**
 * Does the work again, after a growing random pause, as long as it throws RemoteErrors of trouble that may pass. The
 * work is to take its turn at a limiter itself, each time. What it throws else is passed on at once.
 * @throws RemoteError the last trouble; or kind `aborted`, whose message has the reason of the signal and the last trouble
 */
export async function withRetry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { what, signal, random = Math.random, sleep = sleepMilliseconds } = options;
  let throttled = 0;
  let others = 0;
  let last: RemoteError | undefined;
  try {
    return await pRetry(() => work(), {
      signal,
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 0,
      onFailedAttempt: async ({ error }) => {
        if (!(error instanceof RemoteError) || !PASSING.has(error.kind)) throw error;
        last = error;
        if (error.kind === 'throttled') throttled++;
        else others++;
        if (throttled >= THROTTLED_TRIES || others >= OTHER_TRIES) throw error;
        await sleep(random() * ceilingAfter(throttled + others), signal);
      },
    });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    throw abortedError(what, signal, last);
  }
}

/** What to throw when our own signal ended a call. */
export function abortedError(what: string, signal: AbortSignal, last?: RemoteError): RemoteError {
  const { reason } = signal;
  const isDeadline = reason instanceof Error && reason.name === 'TimeoutError';
  const why = isDeadline ? 'the time for it is up' : `given up (${reasonOf(reason)})`;
  const trouble = last ? `; the last trouble was: ${last.message}` : '';
  return new RemoteError('aborted', isDeadline ? 'DEADLINE' : 'ABORTED', `${what}: ${why}${trouble}`, {
    ...(last && { cause: last }),
  });
}

/** Full jitter: any pause from nothing to this, so that many who failed together do not come back together. */
function ceilingAfter(failures: number): number {
  return Math.min(CAP_MILLISECONDS, BASE_MILLISECONDS * 2 ** (failures - 1));
}
