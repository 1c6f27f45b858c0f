import type { Call } from './calls.ts';

/** So many calls in any span of so many milliseconds. */
export interface RequestLimit {
  readonly count: number;
  readonly windowMilliseconds: number;
}

/** Limits by API, each counted per account and region; `*` is for the APIs that are not named. */
export type RequestLimits = Readonly<Record<string, RequestLimit>>;

/** Asked of every call in turn: false where its limit is used up. Refused calls use up nothing. */
export function requestMeter(limits: RequestLimits): (call: Call) => boolean {
  const admitted = new Map<string, number[]>();
  return (call) => {
    const limit = limits[call.api] ?? limits['*'];
    if (!limit) return true;
    const key = JSON.stringify([call.account, call.region, call.api]);
    const now = performance.now();
    const times = admitted.get(key) ?? [];
    admitted.set(key, times);
    while (now - (times[0] ?? now) >= limit.windowMilliseconds) times.shift();
    if (times.length >= limit.count) return false;
    times.push(now);
    return true;
  };
}
