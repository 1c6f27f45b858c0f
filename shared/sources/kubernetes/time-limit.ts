/** A limit on the time of one attempt, below the signal of the whole. */
export interface TimeLimit {
  /** Aborts at the limit, or with the signal of the whole. */
  readonly signal: AbortSignal;
  /** Rejects when the signal aborts before the promise settles. */
  readonly race: <T>(promise: Promise<T>) => Promise<T>;
  /** To be called when the attempt is over. */
  readonly end: () => void;
}

/**
 * Starts a limit. Not AbortSignal.any with AbortSignal.timeout: their timers and links would outlive each of the
 * thousands of attempts made under one signal.
 * @param whole the signal of the whole
 * @param milliseconds that the attempt may take
 */
export function timeLimit(whole: AbortSignal, milliseconds: number): TimeLimit {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, milliseconds);
  whole.addEventListener('abort', abort, { once: true });
  const { signal } = controller;

  function race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  function end(): void {
    clearTimeout(timer);
    whole.removeEventListener('abort', abort);
  }

  return { signal, race, end };
}
