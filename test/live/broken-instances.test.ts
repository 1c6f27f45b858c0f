import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { beyond, failed, verdictsOf } from '../support/differences.ts';
import { fileReport, liveScan, UNLIMITED } from '../support/live.ts';

const { snapshot } = generateFleet({
  seed: 12,
  clusters: 3,
  services: 90,
  driftEvery: 9,
  orphans: 3,
  regions: ['cn-hangzhou'],
});
/** Calls of one API under way at once: few, so that a breaker has something to stop. */
const FEW_AT_ONCE = { limits: { ...UNLIMITED, slb: { ...UNLIMITED.slb, concurrency: 2 } } };

let fleet: Fleet;
afterEach(() => fleet.close());

function instancesOf(clusterId: string, count: number): readonly string[] {
  const all = snapshot.regions[0]?.slb.loadBalancers ?? [];
  const own = all.filter((item) => item.Tags?.Tag?.some((tag) => tag.TagValue === clusterId));
  return own.slice(5, 5 + count).map((item) => item.LoadBalancerId);
}

describe('SLBs that answer with errors to the last try', () => {
  it.each([
    ['groups', 'DescribeVServerGroups', 1],
    ['groups', 'DescribeVServerGroups', 4],
  ])('leave only their own Services unknown: %s of %s, %i of them', async (_, api, count) => {
    const [{ clusterId = '' } = {}] = snapshot.clusters;
    const broken = instancesOf(clusterId, count);
    fleet = await startFleet(snapshot);
    fleet.cloud.faults.add({
      when: (call) => call.api === api && broken.includes(call.parameters.LoadBalancerId ?? ''),
      reply: 'error500',
    });

    const { report } = await liveScan(fleet);

    const whole = fileReport(snapshot, report);
    const lost = beyond(whole, report);
    expect(failed(report)).toEqual(broken.map((id) => `vServerGroups ${id} InternalError`).sort());
    expect(beyond(report, whole)).toEqual([]);
    expect(lost.map((finding) => finding.clusterId)).toEqual(lost.map(() => clusterId));
    expect(
      lost.filter(({ loadBalancerId: id = '', effect }) => !broken.includes(id) && effect !== 'orphaned'),
    ).toEqual([]);
    expect(report.coverage.services).toEqual({ total: 90, compared: 90 - count });
    expect(verdictsOf(report)[clusterId]).not.toBe('ready');
    for (const { clusterId: other, verdict } of whole.clusters) {
      if (other !== clusterId) expect(verdictsOf(report)[other]).toBe(verdict);
    }
  });

  it('are given up after a handful when nothing else is heard, with one failure of the region', async () => {
    fleet = await startFleet(snapshot);
    fleet.cloud.faults.add({ when: (call) => call.api === 'DescribeVServerGroups', reply: 'forbidden' });

    const { report } = await liveScan(fleet, FEW_AT_ONCE);

    const regional = report.failures.filter(
      ({ resource, regionId, loadBalancerId }) =>
        resource === 'vServerGroups' && regionId !== undefined && loadBalancerId === undefined,
    );
    expect(fleet.cloud.calls.count({ api: 'DescribeVServerGroups' })).toBeLessThan(12);
    expect(regional.map((failure) => failure.code)).toEqual(['Forbidden.RAM']);
    expect(beyond(report, fileReport(snapshot, report))).toEqual([]);
    expect(report.coverage.services.compared).toBe(0);
  });
});
