/** Those who wait for their turn, first come, first served. */
interface Line {
  /** How many wait. */
  readonly size: () => number;
  /** Resolves at one's turn; rejects with the signal's reason as soon as that aborts. */
  readonly join: (signal: AbortSignal | undefined) => Promise<void>;
  /** Gives the first one its turn. */
  readonly admit: () => void;
}

interface Waiter {
  readonly admit: () => void;
  readonly reject: (reason: unknown) => void;
  gone: boolean;
}

/** Those of one signal, with the one listener that all of them share. */
interface Watch {
  readonly waiters: Set<Waiter>;
  readonly listener: () => void;
}

/** Waiters forgotten at the front of the queue before it is cut. */
const TRIM = 1024;

/** An empty line; `onEmptied` is called when the last one who waited went away by itself. */
export function createLine(onEmptied: () => void): Line {
  let queue: Waiter[] = [];
  let front = 0;
  let waiting = 0;
  // One listener a signal: an EventTarget compares each new listener with all that it has, and thousands may wait.
  const watches = new Map<AbortSignal, Watch>();

  function watch(signal: AbortSignal, waiter: Waiter): void {
    let entry = watches.get(signal);
    if (!entry) {
      entry = { waiters: new Set(), listener: () => abandon(signal) };
      watches.set(signal, entry);
      signal.addEventListener('abort', entry.listener);
    }
    entry.waiters.add(waiter);
  }

  function unwatch(signal: AbortSignal, waiter: Waiter): void {
    const entry = watches.get(signal);
    entry?.waiters.delete(waiter);
    if (entry?.waiters.size !== 0) return;
    signal.removeEventListener('abort', entry.listener);
    watches.delete(signal);
  }

  function abandon(signal: AbortSignal): void {
    const entry = watches.get(signal);
    if (!entry) return;
    watches.delete(signal);
    signal.removeEventListener('abort', entry.listener);
    for (const waiter of entry.waiters) {
      waiter.gone = true;
      waiting--;
      waiter.reject(signal.reason);
    }
    if (waiting === 0) {
      queue = [];
      front = 0;
      onEmptied();
    }
  }

  return {
    size: () => waiting,
    join: (signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          admit: () => {
            if (signal) unwatch(signal, waiter);
            resolve();
          },
          reject,
          gone: false,
        };
        if (signal) watch(signal, waiter);
        queue.push(waiter);
        waiting++;
      });
    },
    admit: () => {
      while (queue[front]?.gone) front++;
      const first = queue[front];
      if (!first) return;
      front++;
      if (front >= TRIM && front * 2 > queue.length) {
        queue = queue.slice(front);
        front = 0;
      }
      waiting--;
      first.admit();
    },
  };
}
