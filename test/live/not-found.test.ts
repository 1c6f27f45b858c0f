import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import type { Report, Snapshot } from '../../shared/index.ts';
import type { FaultReply } from '../servers/faults.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { beyond, failed, verdictsOf } from '../support/differences.ts';
import { fileReport, liveScan, sorted } from '../support/live.ts';

const { snapshot } = generateFleet({
  seed: 12,
  clusters: 3,
  services: 45,
  driftEvery: 4,
  orphans: 3,
  regions: ['cn-hangzhou'],
});
const NO_CODE: FaultReply = { status: 404, code: '', message: '' };
const NO_INSTANCE: FaultReply = { status: 404, code: 'InvalidLoadBalancerId.NotFound', message: 'not found' };

let fleet: Fleet;
afterEach(() => fleet.close());

function without(loadBalancerId: string): Snapshot {
  const isOther = (item: { readonly LoadBalancerId?: string | null }) =>
    item.LoadBalancerId !== loadBalancerId;
  return {
    ...snapshot,
    regions: snapshot.regions.map((region) => ({
      ...region,
      slb: {
        ...region.slb,
        loadBalancers: region.slb.loadBalancers.filter(isOther),
        listeners: region.slb.listeners.filter(isOther),
        vServerGroups: region.slb.vServerGroups.filter(isOther),
      },
    })),
  };
}

/** An SLB of a Service that nothing is found about. */
async function instanceInSync(): Promise<{ readonly id: string; readonly clusterId: string }> {
  const { report } = await liveScan(fleet);
  const concerned = new Set(report.findings.map((finding) => finding.loadBalancerId));
  for (const item of snapshot.regions[0]?.slb.loadBalancers ?? []) {
    const clusterId = item.Tags?.Tag?.find((tag) => tag.TagKey === 'ack.aliyun.com')?.TagValue;
    const id = item.LoadBalancerId;
    const isUsed = fleet.cloud.calls.all.some((call) => call.parameters.LoadBalancerId === id);
    if (clusterId && isUsed && !concerned.has(id)) {
      fleet.cloud.calls.clear();
      return { id, clusterId };
    }
  }
  throw new Error('no SLB is in sync');
}

/** All findings, but for orphans of a cluster of which one Service could not be compared: it may be the one that uses them. */
function foundOtherwise(report: Report, clusterId: string): ReturnType<typeof sorted> {
  return sorted(fileReport(snapshot, report)).filter(
    (finding) => finding.clusterId !== clusterId || finding.effect !== 'orphaned',
  );
}

describe('a 404', () => {
  it.each([
    ['InvalidAction.NotFound', 'DescribeVServerGroups'],
    ['InvalidAction.NotFound', 'DescribeVServerGroupAttribute'],
    ['InvalidVersion', 'DescribeVServerGroups'],
  ])('that means the call (%s of %s) is no news of what was asked for', async (code, api) => {
    fleet = await startFleet(snapshot);
    fleet.cloud.faults.add({ when: (call) => call.api === api, reply: { status: 404, code, message: code } });

    const { report } = await liveScan(fleet);

    expect(beyond(report, fileReport(snapshot, report))).toEqual([]);
    expect(report.findings.filter((finding) => finding.effect === 'orphaned')).toEqual([]);
    expect(Object.values(verdictsOf(report))).not.toContain('ready');
    expect(failed(report)).toContainEqual(expect.stringMatching(`^vServerGroups .* ${code}$`));
  });

  it('without a code is some gateway’s, and passes', async () => {
    fleet = await startFleet(snapshot);
    const planted = fleet.cloud.faults.add({
      when: (call) => call.api === 'DescribeVServerGroups',
      times: 3,
      reply: NO_CODE,
    });

    const { report } = await liveScan(fleet);

    expect(planted.hits()).toBe(3);
    expect(report.failures).toEqual([]);
    expect(sorted(report)).toEqual(sorted(fileReport(snapshot, report)));
  });

  it.each([
    ['without a code that stays', NO_CODE, 'HTTP 404'],
    ['of an instance that is still there', NO_INSTANCE, 'InvalidLoadBalancerId.NotFound'],
  ])('%s is a failure of that SLB, and of its Services alone', async (_, reply, code) => {
    fleet = await startFleet(snapshot);
    const { id, clusterId } = await instanceInSync();
    fleet.cloud.faults.add({
      when: ({ api, parameters }) => api === 'DescribeVServerGroups' && parameters.LoadBalancerId === id,
      reply,
    });

    const { report } = await liveScan(fleet);

    expect(failed(report)).toEqual([`vServerGroups ${id} ${code}`]);
    expect(sorted(report)).toEqual(foundOtherwise(report, clusterId));
    expect(verdictsOf(report)[clusterId]).not.toBe('ready');
    expect(report.coverage.services.compared).toBe(report.coverage.services.total - 1);
  });

  it.each(['DescribeVServerGroups', 'DescribeVServerGroupAttribute'])(
    'of an instance that has vanished meanwhile is no failure, and the SLB is left out whole: %s',
    async (api) => {
      fleet = await startFleet(snapshot);
      const { id } = await instanceInSync();
      const groupIds = snapshot.regions[0]?.slb.vServerGroups
        .filter((group) => group.LoadBalancerId === id)
        .map((group) => group.VServerGroupId);
      let isThere = true;
      fleet.cloud.faults.add({
        when: ({ api: asked, parameters: { LoadBalancerId = '', VServerGroupId = '' } }) => {
          const isIt = asked === api && (LoadBalancerId === id || groupIds?.includes(VServerGroupId));
          if (isThere && isIt) {
            isThere = false;
            fleet.cloud.update((accounts) => {
              for (const account of accounts) account.regions = without(id).regions as typeof account.regions;
            });
          }
          return false;
        },
        reply: 'forbidden',
      });

      const { report } = await liveScan(fleet);

      expect(isThere).toBe(false);
      expect(report.failures).toEqual([]);
      expect(sorted(report)).toEqual(sorted(fileReport(without(id), report)));
    },
  );
});

describe('listeners that are asked for by instance', () => {
  it('of an instance that is said to be gone, and is not, are a failure of that SLB', async () => {
    fleet = await startFleet(snapshot, { regionWideListeners: 'refused' });
    const { id, clusterId } = await instanceInSync();
    fleet.cloud.faults.add({
      when: ({ api, parameters }) =>
        api === 'DescribeLoadBalancerListeners' && Object.values(parameters).includes(id),
      reply: NO_INSTANCE,
    });

    const { report } = await liveScan(fleet);

    expect(failed(report)).toEqual([`listeners ${id} Gone`]);
    expect(sorted(report)).toEqual(foundOtherwise(report, clusterId));
  });

  it.each([
    ['of the instances', NO_INSTANCE],
    ['of a gateway', { status: 404, code: 'HTTP', message: 'gateway' } as const],
  ])('are unread, and nothing is made of it, when all answers are a 404 %s', async (_, reply) => {
    fleet = await startFleet(snapshot, { regionWideListeners: 'refused' });
    fleet.cloud.faults.add({
      when: ({ api, parameters }) =>
        api === 'DescribeLoadBalancerListeners' && 'LoadBalancerId.1' in parameters,
      reply,
    });

    const { report } = await liveScan(fleet);

    expect(beyond(report, fileReport(snapshot, report))).toEqual([]);
    expect(report.findings.filter((finding) => finding.listenerPort !== undefined)).toEqual([]);
    expect(report.coverage.services.compared).toBe(0);
    expect(Object.values(verdictsOf(report))).not.toContain('ready');
  });
});
