import type { CallObserver } from '../sources/observer.ts';
import type { ScanProgress, Tally } from './live.ts';

/** Counts of a scan that goes on. */
export interface Meter extends Tally {
  readonly onCall: CallObserver;
  readonly progress: () => ScanProgress & {
    /** Attempts of calls to the cloud's APIs, and how many of them were throttled. */
    readonly calls: number;
    readonly throttled: number;
  };
  /** Attempts by API, of Kubernetes too. */
  readonly callsByApi: () => Readonly<Record<string, number>>;
}

/** A meter that stands at nothing. */
export function meter(): Meter {
  const counts = { clusters: { total: 0, done: 0 }, loadBalancers: { total: 0, done: 0 } };
  let calls = 0;
  let throttled = 0;
  const byApi = new Map<string, number>();
  return {
    add: (part, what, count = 1) => {
      counts[part][what] += count;
    },
    onCall: ({ product, api, outcome }) => {
      byApi.set(api, (byApi.get(api) ?? 0) + 1);
      if (product === 'kubernetes') return;
      calls++;
      if (outcome === 'throttled') throttled++;
    },
    progress: () => ({
      clusters: { ...counts.clusters },
      loadBalancers: { ...counts.loadBalancers },
      calls,
      throttled,
    }),
    callsByApi: () => Object.fromEntries(byApi),
  };
}
