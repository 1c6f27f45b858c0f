import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { liveScan } from '../support/live.ts';

const { snapshot } = generateFleet({
  seed: 5,
  clusters: 2,
  services: 40,
  nodesPerCluster: 3,
  driftEvery: 4,
  orphans: 2,
  unrelatedLoadBalancers: 300,
  regions: ['cn-hangzhou'],
});
const CONFIRM = { confirm: { settleSeconds: 0.5 } };

let fleet: Fleet;
afterEach(() => fleet.close());

describe('the second look', () => {
  it('confirms what is there twice with the same values', async () => {
    fleet = await startFleet(snapshot);

    const { report, unconfirmable } = await liveScan(fleet, CONFIRM);

    expect(report.findings.length).toBeGreaterThan(10);
    expect(report.findings.filter((finding) => !finding.confirmed)).toEqual([]);
    expect(unconfirmable).toEqual([]);
  });

  it('leaves unconfirmed what was mended meanwhile, and shows it all the same', async () => {
    fleet = await startFleet(snapshot);
    const { report: before } = await liveScan(fleet);
    const orphan = before.findings.find((finding) => finding.effect === 'orphaned');
    let lists = 0;
    fleet.cloud.faults.add({
      when: (call) => call.api === 'DescribeLoadBalancers' && ++lists > 5,
      reply: {
        edit: (body) => {
          const answer = body as { LoadBalancers: { LoadBalancer: { LoadBalancerId: string }[] } };
          const kept = answer.LoadBalancers.LoadBalancer.filter(
            (item) => item.LoadBalancerId !== orphan?.loadBalancerId,
          );
          return { ...answer, LoadBalancers: { LoadBalancer: kept } };
        },
      },
    });

    const { report } = await liveScan(fleet, CONFIRM);

    const unconfirmed = report.findings.filter((finding) => !finding.confirmed);
    expect(unconfirmed.map((finding) => finding.id)).toEqual([orphan?.id]);
  });

  it('asks for no more than what the findings rest on', async () => {
    fleet = await startFleet(snapshot);
    const { report } = await liveScan(fleet);
    const once = fleet.cloud.calls.counts().DescribeVServerGroups ?? 0;
    fleet.cloud.calls.clear();

    await liveScan(fleet, CONFIRM);

    const concerned = new Set(report.findings.map((finding) => finding.loadBalancerId));
    expect(fleet.cloud.calls.counts().DescribeVServerGroups).toBeLessThanOrEqual(once + concerned.size);
  });

  it('leaves unconfirmed what could not be looked at again, and says why', async () => {
    fleet = await startFleet(snapshot);
    const [cluster] = snapshot.clusters;
    const server = fleet.kubernetes.get(cluster?.clusterId ?? '');
    let nodes = 0;
    server?.faults.add({ when: (call) => call.api.endsWith('/nodes') && ++nodes > 1, reply: 'forbidden' });

    const { report, unconfirmable } = await liveScan(fleet, CONFIRM);

    expect(unconfirmable.map((failure) => failure.resource)).toContain('nodes');
    expect(report.clusters.every((one) => one.verdict !== 'unknown')).toBe(true);
  });
});
