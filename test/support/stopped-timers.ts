import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';

/** A clock that stands still. */
export interface StoppedTimers {
  /** Lets so many milliseconds pass, now. */
  readonly pass: (milliseconds: number) => void;
  /** How many have begun that have not come to their time, and that nobody has cleared. */
  readonly left: () => number;
  /** Waits for a condition; for ever, so that the test's own timeout tells of one that does not come. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

/** How often a condition is looked at, in milliseconds. */
const LOOK = 10;

/**
 * From here to the end of the test no time passes for what was begun with setTimeout or AbortSignal.timeout: deadlines
 * of calls, of clusters, of scans. It passes when the test says so: when that is done for which there is to be time,
 * however slow the machine is. Pauses of `node:timers/promises` and timeouts of sockets go by the real clock, as before;
 * so does `until`, in whose place `vi.waitFor` would move the stopped clock on.
 */
export function stopTimers(): StoppedTimers {
  const { setTimeout: inTime } = globalThis;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { setTimeout: stopped } = globalThis;
  // What is to come as soon as it can does: so LMDB ends a view of the rows.
  const setTimer = (...timer: [work: () => void, milliseconds?: number]) =>
    ((timer[1] ?? 0) > 0 ? stopped : inTime)(...timer);
  const atOnce = vi.spyOn(globalThis, 'setTimeout').mockImplementation(setTimer as typeof setTimeout);
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    setTimeout(() => controller.abort(reason), milliseconds);
    return controller.signal;
  });
  onTestFinished(() => {
    timeout.mockRestore();
    atOnce.mockRestore();
    vi.useRealTimers();
  });
  return {
    pass: (milliseconds) => {
      vi.advanceTimersByTime(milliseconds);
    },
    left: () => vi.getTimerCount(),
    until: async (condition) => {
      while (!condition()) await pause(LOOK);
    },
  };
}
