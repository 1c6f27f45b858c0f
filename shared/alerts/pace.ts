import { createLimiter, type Limiter, type LimiterOptions } from '../sources/limiter.ts';
import type { Robot, Send, SendOutcome } from './robot.ts';

/** A robot takes 20; the rest is for what others send through it. */
const MESSAGES_PER_MINUTE = 18;

/** A sender that never sends a robot more than it takes, and leaves one alone that has asked to be. */
export function paced(send: Send, clock: Pick<LimiterOptions, 'now' | 'sleep'> = {}): Send {
  const now = clock.now ?? (() => performance.now());
  const lanes = new Map<string, Lane>();

  /** By URL: two entries of a config may lead to one robot. */
  function laneOf({ url }: Robot): Lane {
    const known = lanes.get(url);
    if (known) return known;
    const limiter = createLimiter({ requestsPerMinute: MESSAGES_PER_MINUTE, concurrency: 1, ...clock });
    const lane: Lane = { limiter };
    lanes.set(url, lane);
    return lane;
  }

  return async (robot, message) => {
    const lane = laneOf(robot);
    const early = shut(lane, now());
    if (early) return early;
    return lane.limiter.run(async () => {
      // It may have been shut by a message that stood before this one in the line.
      const outcome = shut(lane, now()) ?? (await send(robot, message));
      if (outcome.kind === 'later') {
        lane.shut = { until: now() + outcome.afterMilliseconds, reason: outcome.reason };
      }
      return outcome;
    });
  };
}

interface Lane {
  readonly limiter: Limiter;
  shut?: { readonly until: number; readonly reason: string };
}

function shut({ shut: until }: Lane, now: number): SendOutcome | undefined {
  if (!until || until.until <= now) return undefined;
  return { kind: 'later', reason: until.reason, afterMilliseconds: Math.ceil(until.until - now) };
}
