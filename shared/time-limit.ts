/** A limit on the time of some work, below the signal of the whole. */
interface TimeLimit {
  /** Aborts at the limit, or with the signal of the whole. */
  readonly signal: AbortSignal;
  /** `untilAborted` with the signal of the limit. */
  readonly race: <T>(promise: Promise<T>) => Promise<T>;
  /** To be called when the work is over. */
  readonly end: () => void;
}

/**
 * Starts a limit; at its end the signal's reason is named `TimeoutError`. Not AbortSignal.any with AbortSignal.timeout:
 * Node 20 collects a timeout signal that only `any` refers to, and then it never aborts; and their links would outlive
 * each of the thousands of attempts made under one signal.
 * @param whole the signal of the whole
 * @param milliseconds that the work may take
 */
export function timeLimit(whole: AbortSignal, milliseconds: number): TimeLimit {
  const controller = new AbortController();
  const abort = () => controller.abort(whole.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException('the time is up', 'TimeoutError')),
    milliseconds,
  );
  if (whole.aborted) abort();
  else whole.addEventListener('abort', abort, { once: true });
  const { signal } = controller;

  function end(): void {
    clearTimeout(timer);
    whole.removeEventListener('abort', abort);
  }

  return { signal, race: (promise) => untilAborted(promise, signal), end };
}

/** Does the work under a limit of its own. */
export async function inTime<T>(
  whole: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = timeLimit(whole, milliseconds);
  try {
    return await work(limit.signal);
  } finally {
    limit.end();
  }
}

/** What the promise comes to; or rejects with the signal's reason, when that aborts first or has aborted already. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * Waits for a promise to settle, no longer than so many milliseconds. False when it is late: it is left to itself then,
 * and if it is rejected nobody hears of it.
 */
export function settlesWithin(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    const settled = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
