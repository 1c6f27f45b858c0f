/** The time that an invocation of a shard has. */
export interface ShardTime {
  /** Aborts when this invocation has to stop, for whichever reason. */
  readonly signal: AbortSignal;
  /** Whether it was stopped while there is time for another one. */
  readonly isPaused: () => boolean;
  readonly end: () => void;
}

/** What ends an invocation. Times are milliseconds since the epoch. */
export interface ShardTimeOptions {
  /** The end of this invocation. */
  readonly pauseAt: number;
  /** The end of the run. */
  readonly until: number;
  readonly now: () => number;
  /** Abort when it has to stop sooner. */
  readonly stops: readonly (AbortSignal | undefined)[];
}

/** Before the end of a run each shard closes with what it has, at most so many milliseconds ahead. */
const MOST_AHEAD = 60_000;
const SHARE_AHEAD = 0.1;

/** Starts the clock of an invocation. */
export function shardTime({ pauseAt, until, now, stops }: ShardTimeOptions): ShardTime {
  const controller = new AbortController();
  const startedAt = now();
  const endAt = until - Math.min(MOST_AHEAD, (until - startedAt) * SHARE_AHEAD);
  let isOver = false;
  const timer = setTimeout(
    () => {
      isOver = endAt <= pauseAt;
      const why = isOver ? 'the time of the scan is up' : 'to be continued';
      controller.abort(new DOMException(why, 'TimeoutError'));
    },
    Math.max(0, Math.min(pauseAt, endAt) - startedAt),
  );
  const stop = (): void => {
    clearTimeout(timer);
    controller.abort(new Error('stopped'));
  };
  for (const signal of stops) {
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  }
  return {
    signal: controller.signal,
    isPaused: () => controller.signal.aborted && !isOver,
    end: () => {
      clearTimeout(timer);
      for (const signal of stops) signal?.removeEventListener('abort', stop);
    },
  };
}
