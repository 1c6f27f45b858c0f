/** When the next call may start. Knows no clock: times come in, in milliseconds of any one clock. */
interface Pace {
  /** The earliest time for the next start, at the given share (0 to 1) of the full rate. */
  readonly due: (share: number) => number;
  /** A call starts now. */
  readonly started: (at: number, share: number) => void;
}

/**
 * Lateness of timers that is made up for by starting the next calls sooner. More would lose less time after a long
 * pause of the process, yet would be a burst for a server that counts by the second.
 */
const CATCH_UP_MILLISECONDS = 50;

/**
 * The part of the quota that is paced for. What travels takes now longer, now less long, so that calls that start
 * evenly arrive unevenly: at the full rate a server's window would overflow now and then.
 */
const USED_SHARE = 0.985;

/** How much longer than the server's the window here is, for the same reason. */
const WINDOW_MARGIN = 1.01;

const MINUTE = 60_000;
/** Servers count by the second too, whatever span their documentation names. */
const SECOND = 1_000;

/**
 * Even starts, and never more than `quota` of them in any minute, nor more than its part of them in any second. Slots are reserved ahead, each one interval after the one before, so that late timers do not add up.
 */
export function createPace(quota: number): Pace {
  const interval = MINUTE / (quota * USED_SHARE);
  const windows = [createWindow(quota, MINUTE), createWindow(Math.ceil((quota * SECOND) / MINUTE), SECOND)];
  let slot: number | undefined;

  return {
    due: (share) => {
      const paced = slot === undefined ? Number.NEGATIVE_INFINITY : slot + interval / share;
      return Math.max(paced, ...windows.map((window) => window.free()));
    },
    started: (at, share) => {
      slot = slot === undefined ? at : Math.max(slot + interval / share, at - CATCH_UP_MILLISECONDS);
      for (const window of windows) window.started(at);
    },
  };
}

/** A sliding window over the last starts. */
interface Window {
  /** When there is room for one more. */
  readonly free: () => number;
  readonly started: (at: number) => void;
}

function createWindow(quota: number, milliseconds: number): Window {
  /** Times of the last `quota` starts, as a ring: `oldest` is where the next one goes. */
  const log: number[] = [];
  let oldest = 0;

  return {
    free: () => (log[oldest] ?? Number.NEGATIVE_INFINITY) + milliseconds * WINDOW_MARGIN,
    started: (at) => {
      log[oldest] = at;
      oldest = (oldest + 1) % quota;
    },
  };
}
