/** What share of the full rate the server bears at the moment, learnt from what it refuses. */
interface Pressure {
  /** Between 0.1 and 1. */
  readonly share: () => number;
  /** A call that started then was let through. */
  readonly passed: (startedAt: number) => void;
  /** A call that started then was throttled, as was told now. */
  readonly throttled: (startedAt: number, now: number) => void;
}

/**
 * Each call that passes wins back this much, each lone throttled one costs this much: level where one call in six is
 * throttled. Somebody else who uses up a tenth of the quota does not slow us down; much more does.
 */
const GAIN = 0.005;
const LOSS = 0.025;

/** A run of throttled calls, or this many of the last ones, means that the rate is wrong: one sharp cut. */
const RUN = 4;
const RECENT = 30;
const RECENT_THROTTLED = 10;
const CUT = 0.7;
const LOWEST = 0.1;

/** Milliseconds after a cut in which nothing more is taken away: its effect is still to come. */
const QUIET = 300;

/**
 * Cuts the rate once for a burst of throttled calls: what was sent before the last cut says nothing of the rate since
 * then, however late its answer comes.
 */
export function createPressure(): Pressure {
  let share = 1;
  let run = 0;
  let recent: boolean[] = [];
  let lastCut = Number.NEGATIVE_INFINITY;

  function note(throttled: boolean): void {
    run = throttled ? run + 1 : 0;
    recent.push(throttled);
    if (recent.length > RECENT) recent.shift();
  }

  function isTooMuch(): boolean {
    return run >= RUN || recent.filter(Boolean).length >= RECENT_THROTTLED;
  }

  return {
    share: () => share,
    passed: (startedAt) => {
      if (startedAt < lastCut) return;
      note(false);
      share = Math.min(1, share + GAIN);
    },
    throttled: (startedAt, now) => {
      if (startedAt < lastCut) return;
      note(true);
      if (now - lastCut < QUIET) return;
      if (isTooMuch()) {
        share *= CUT;
        lastCut = now;
        run = 0;
        recent = [];
      } else {
        share -= LOSS;
      }
      share = Math.max(LOWEST, share);
    },
  };
}
