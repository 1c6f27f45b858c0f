import { type Sleep, sleepMilliseconds } from '../sleep.ts';
import { createLine } from './limits/line.ts';
import { createPace } from './limits/pace.ts';
import { createPressure } from './limits/pressure.ts';
import { RemoteError } from './remote-error.ts';

/** The limit of one API, and the clock that it goes by. */
export interface LimiterOptions {
  /** A whole number, at least one: no minute holds more starts. */
  readonly requestsPerMinute: number;
  /** Calls under way at once; at least one. */
  readonly concurrency: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
}

/** Lets calls of one API start no faster than they may. One is shared by all calls of an account, region and API. */
export interface Limiter {
  /**
   * Does the work when its turn has come. A RemoteError of kind `throttled` that it throws slows down what follows.
   * While it waits, an abort rejects with the signal's reason; work that has begun is not touched.
   */
  readonly run: <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
}

/** An adaptive rate limiter with a strict window and even pace. */
export function createLimiter(options: LimiterOptions): Limiter {
  const { now = () => performance.now(), sleep = sleepMilliseconds } = options;
  const { requestsPerMinute, concurrency } = options;
  const pace = createPace(requestsPerMinute);
  const pressure = createPressure();
  let alarm: AbortController | undefined;
  let underWay = 0;
  const line = createLine(() => alarm?.abort());

  function admitAllDue(): void {
    while (line.size() > 0) {
      const wait = pace.due(pressure.share()) - now();
      if (wait > 0) {
        wakeIn(wait);
        return;
      }
      if (underWay >= concurrency) return;
      underWay++;
      pace.started(now(), pressure.share());
      line.admit();
    }
  }

  function wakeIn(milliseconds: number): void {
    if (alarm) return;
    const own = new AbortController();
    alarm = own;
    sleep(milliseconds, own.signal)
      // An alarm that was called off only means that nobody waits any more.
      .catch(() => undefined)
      .finally(() => {
        alarm = undefined;
        admitAllDue();
      });
  }

  return {
    run: async (work, signal) => {
      const turn = line.join(signal);
      admitAllDue();
      await turn;
      const startedAt = now();
      try {
        const result = await work();
        pressure.passed(startedAt);
        return result;
      } catch (thrown) {
        if (thrown instanceof RemoteError && thrown.kind === 'throttled') {
          pressure.throttled(startedAt, now());
        }
        throw thrown;
      } finally {
        underWay--;
        admitAllDue();
      }
    },
  };
}
