import type { LogFields } from '../log/log.ts';
import type { Meter } from '../scan/tally.ts';
import { peakMegabytes } from './peak-memory.ts';

/** What one invocation did, for one line of the log: calls by API, seconds, memory in MB at its highest. */
export function summaryOf(counts: Meter, began: number): LogFields {
  const { clusters, loadBalancers, calls, throttled } = counts.progress();
  return {
    clusters: clusters.done,
    loadBalancers: loadBalancers.done,
    calls,
    throttled,
    callsByApi: counts.callsByApi(),
    seconds: Math.round((performance.now() - began) / 100) / 10,
    peakMegabytes: Math.round(peakMegabytes()),
  };
}
