import { exampleFleet } from '../../examples/make-example.ts';
import type { Snapshot } from '../../shared/index.ts';

const PROD = 'c9f3a1d27b6e84f0c95d18e3b7a240f61';
const STAGING = 'c41be07a9d3f52c8617e90ab3d5f1c284';

/** The clusters whose API server does not let a scan list the nodes. */
export const WITHOUT_NODES = ['c7d20e5f8a1b94c36e7f02d9c8b5a3e10'] as const;

/**
 * The example fleet as it was the night before: nobody had stopped shop/checkout of prod-hangzhou yet, and that of
 * staging-hangzhou was still stopped.
 */
export function nightBefore(): Snapshot {
  const fleet = exampleFleet();
  setStatus(fleet, PROD, 'running');
  setStatus(fleet, STAGING, 'stopped');
  return fleet;
}

/** The fleet of examples/fleet.json. */
export function lastNight(): Snapshot {
  return exampleFleet();
}

/** The listener of shop/checkout in a cluster; CCM writes into its description whose it is. */
function setStatus({ regions }: Snapshot, clusterId: string, status: 'running' | 'stopped'): void {
  for (const listener of regions.flatMap(({ slb }) => slb.listeners)) {
    if (listener.Description === `k8s/80/checkout/shop/${clusterId}`) {
      Object.assign(listener, { Status: status });
    }
  }
}
