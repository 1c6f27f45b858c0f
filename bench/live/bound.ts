import type { RegionSize } from '../write-fleet.ts';

/** Items that one page of a list holds. */
const PAGE = 100;
const EXTRA_CALLS = 10;

/**
 * The SLB calls that a scan may make at most, by the design: in each region ⌈N/100⌉ + ⌈L/100⌉ for the lists, one for each
 * SLB that is no stranger, one for each VServer group, and ten. `strangers` are SLBs that have nothing to do with
 * Kubernetes, in all regions together: they are listed, and that is all.
 */
export function mostSlbCalls(regions: readonly RegionSize[], strangers = 0): number {
  const calls = regions.map(
    ({ loadBalancers, listeners, vServerGroups }) =>
      Math.ceil(loadBalancers / PAGE) +
      Math.ceil(listeners / PAGE) +
      loadBalancers +
      vServerGroups +
      EXTRA_CALLS,
  );
  return calls.reduce((sum, count) => sum + count, 0) - strangers;
}
