import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import type { Snapshot } from '../../shared/index.ts';
import type { SlbLoadBalancer } from '../../shared/snapshot/cloud-items.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { liveScan } from '../support/live.ts';

const SERVICES = 1_000;
const EXTRA_CALLS = 10;

let fleet: Fleet | undefined;
afterEach(() => fleet?.close());

function standardFleet(unrelatedLoadBalancers: number): Snapshot {
  return generateFleet({
    seed: 7,
    clusters: 10,
    services: SERVICES,
    nodesPerCluster: 4,
    unrelatedLoadBalancers,
    driftEvery: 50,
    regions: ['cn-hangzhou'],
  }).snapshot;
}

function isOfKubernetes(item: SlbLoadBalancer): boolean {
  return (item.Tags?.Tag ?? []).some(({ TagKey }) => /^(kubernetes\.|ack\.aliyun\.com)/.test(TagKey));
}

describe('the number of SLB calls', () => {
  it.each([
    ['1,000 Services', 0],
    ['1,000 Services beside 10,000 SLBs that have nothing to do with them', 10_000],
  ])('is at most N/100 + L/100 + N + V + 10: %s', async (_, unrelatedLoadBalancers) => {
    const snapshot = standardFleet(unrelatedLoadBalancers);
    const [region] = snapshot.regions;
    const { loadBalancers = [], listeners = [], vServerGroups = [] } = region?.slb ?? {};
    const own = loadBalancers.filter(isOfKubernetes);
    const pages = Math.ceil(loadBalancers.length / 100) + Math.ceil(listeners.length / 100);
    fleet = await startFleet(snapshot);

    const { report } = await liveScan(fleet);

    const calls = fleet.cloud.calls.of({ product: 'slb' });
    const asked = calls.map((call) => call.parameters.LoadBalancerId).filter((id) => id !== undefined);
    const unrelated = new Set(
      loadBalancers.filter((item) => !own.includes(item)).map((item) => item.LoadBalancerId),
    );
    expect(report.failures).toEqual([]);
    expect(report.coverage.services.compared).toBe(SERVICES);
    expect(calls.length).toBeLessThanOrEqual(pages + own.length + vServerGroups.length + EXTRA_CALLS);
    expect(asked.filter((id) => unrelated.has(id))).toEqual([]);
  });
});
