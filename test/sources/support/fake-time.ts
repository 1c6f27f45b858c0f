/** A clock that stands still until it is told to go on. */
export interface FakeTime {
  readonly now: () => number;
  /** Rings at the first whole millisecond after the time, and so many later as `lateness` says. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Goes on from sleeper to sleeper until nobody sleeps any more, or to the given time. */
  readonly run: (until?: number) => Promise<void>;
}

export function fakeTime(lateness: () => number = () => 0): FakeTime {
  let time = 0;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  return {
    now: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: Math.ceil(time + milliseconds) + lateness(), wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        });
      }),
    run: async (until = Number.POSITIVE_INFINITY) => {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
        if (!next || next.at > until) break;
        time = Math.max(time, next.at);
        sleepers = sleepers.filter((other) => other !== next);
        next.wake();
      }
      if (until !== Number.POSITIVE_INFINITY) time = Math.max(time, until);
    },
  };
}

/** Numbers from 0 to 1 that are the same in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
