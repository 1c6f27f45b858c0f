import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import type { Snapshot } from '../../shared/index.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { fileReport, liveScan, sorted } from '../support/live.ts';

const UNRELATED = 60;
const { snapshot } = generateFleet({
  seed: 12,
  clusters: 2,
  services: 30,
  unrelatedLoadBalancers: UNRELATED,
  regions: ['cn-hangzhou'],
});

let fleet: Fleet;
afterEach(() => fleet.close());

function withSlb(
  change: (slb: Snapshot['regions'][number]['slb']) => Snapshot['regions'][number]['slb'],
): Snapshot {
  return { ...snapshot, regions: snapshot.regions.map((region) => ({ ...region, slb: change(region.slb) })) };
}

describe('default server groups', () => {
  /** An old CCM made listeners that forward to the SLB itself. */
  const old = withSlb((slb) => ({
    ...slb,
    listeners: slb.listeners.map(({ VServerGroupId: _, ...listener }) => listener),
    vServerGroups: [],
  }));

  it.each([
    ['not read for CCM v2, which makes nothing of them', '2.14.0', 0],
    ['read for CCM v1, once for each SLB that a Service uses', '1.9.3', 30],
  ])('are %s', async (_, targetCcmVersion, calls) => {
    fleet = await startFleet(old);

    const { report } = await liveScan(fleet, { targetCcmVersion });

    expect(report.failures).toEqual([]);
    expect(report.coverage.services.compared).toBe(30);
    expect(fleet.cloud.calls.count({ api: 'DescribeLoadBalancerAttribute' })).toBe(calls);
  });
});

describe('an SLB that a cluster outside of the config reuses', () => {
  it('costs no call of its own', async () => {
    const reused = new Set<string>();
    const held = withSlb((slb) => ({
      ...slb,
      loadBalancers: slb.loadBalancers.map((item) => {
        if ((item.Tags?.Tag ?? []).some((tag) => /^(kubernetes|ack)\./.test(tag.TagKey))) return item;
        reused.add(item.LoadBalancerId);
        return { ...item, Tags: { Tag: [{ TagKey: 'kubernetes.reused.by.user', TagValue: 'true' }] } };
      }),
      listeners: slb.listeners.map((listener) =>
        reused.has(listener.LoadBalancerId)
          ? { ...listener, Description: 'k8s/80/web/default/c0ther' }
          : listener,
      ),
    }));
    fleet = await startFleet(held);

    const { report } = await liveScan(fleet);

    const details = fleet.cloud.calls.all.filter(
      ({ api, parameters }) => api !== 'DescribeLoadBalancers' && reused.has(parameters.LoadBalancerId ?? ''),
    );
    expect(reused.size).toBe(UNRELATED);
    expect(details).toEqual([]);
    expect(fleet.cloud.calls.count({ api: 'DescribeVServerGroups' })).toBe(30);
    expect(report.findings).toHaveLength(UNRELATED);
    expect(sorted(report)).toEqual(sorted(fileReport(held, report)));
  });
});
