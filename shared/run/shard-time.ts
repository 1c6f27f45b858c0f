/** The time that an invocation of a shard has. */
export interface ShardTime {
  /** Aborts when this invocation has to stop, for whichever reason. */
  readonly signal: AbortSignal;
  /** Whether it was stopped while there is time for another one. */
  readonly isPaused: () => boolean;
  readonly end: () => void;
}

/** Before the end of a run each shard closes with what it has, at most so many milliseconds ahead. */
const MOST_AHEAD = 60_000;
const SHARE_AHEAD = 0.1;

/**
 * Starts the clock of an invocation.
 * @param pauseAt milliseconds since the epoch: the end of this invocation
 * @param until milliseconds since the epoch: the end of the run
 * @param lost aborts when another invocation has begun
 */
export function shardTime(pauseAt: number, until: number, lost: AbortSignal, now: () => number): ShardTime {
  const controller = new AbortController();
  const startedAt = now();
  const endAt = until - Math.min(MOST_AHEAD, (until - startedAt) * SHARE_AHEAD);
  const isLast = endAt <= pauseAt;
  const stop = (): void =>
    controller.abort(
      new DOMException(isLast ? 'the time of the scan is up' : 'to be continued', 'TimeoutError'),
    );
  const leave = (): void => controller.abort(lost.reason);
  const timer = setTimeout(stop, Math.max(0, Math.min(pauseAt, endAt) - startedAt));
  lost.addEventListener('abort', leave, { once: true });
  return {
    signal: controller.signal,
    isPaused: () => controller.signal.aborted && !isLast,
    end: () => {
      clearTimeout(timer);
      lost.removeEventListener('abort', leave);
    },
  };
}
