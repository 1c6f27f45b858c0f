import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import type { Finding, Report } from '../../shared/index.ts';
import { meter } from '../../shared/scan/tally.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { Kubernetes } from '../servers/kubernetes.ts';
import { fileReport, liveScan, sorted } from '../support/live.ts';
import { stopTimers } from '../support/stopped-timers.ts';

const { snapshot } = generateFleet({
  seed: 12,
  clusters: 4,
  services: 80,
  nodesPerCluster: 3,
  driftEvery: 3,
  orphans: 8,
  regions: ['cn-hangzhou', 'cn-shanghai'],
});
const [first, second, third, fourth] = snapshot.clusters.map((cluster) => cluster.clusterId);

const SLOW = 'is slow';

let fleet: Fleet;
beforeEach(async () => {
  fleet = await startFleet(snapshot);
});
afterEach(() => fleet.close());

function serverOf(clusterId: string | undefined): Kubernetes {
  const server = fleet.kubernetes.get(clusterId ?? '');
  if (!server) throw new Error('no such cluster');
  return server;
}

function ofClusters(
  report: Report,
  ids: readonly (string | undefined)[],
): readonly Omit<Finding, 'confirmed'>[] {
  return sorted(report).filter((finding) => ids.includes(finding.clusterId));
}

function verdicts(report: Report): Record<string, string> {
  return Object.fromEntries(report.clusters.map((cluster) => [cluster.clusterId, cluster.verdict]));
}

describe('a cluster that cannot be read', () => {
  it.each([
    ['is down', 'unreachable', async () => serverOf(first).close()],
    ['denies', '403', async () => serverOf(first).faults.add({ reply: 'forbidden' })],
    [
      'does not know the credentials',
      '401',
      async () => serverOf(first).faults.add({ reply: { status: 401, code: 'Unauthorized' } }),
    ],
    [SLOW, 'time', async () => serverOf(first).faults.add({ reply: { delay: 600_000 } })],
  ])('%s: it is unknown, with a reason, and all others are untouched', async (how, __, breakIt) => {
    const { pass, until } = stopTimers();
    await breakIt();

    const counts = meter();
    const scanning = liveScan(fleet, { deadlines: { clusterSeconds: 3 } }, undefined, counts);
    if (how === SLOW) {
      await until(() => counts.progress().clusters.done === 3);
      pass(3_000);
    }
    const { report } = await scanning;

    const whole = fileReport(snapshot, report);
    const others = [second, third, fourth];
    expect(ofClusters(report, others)).toEqual(ofClusters(whole, others));
    expect(verdicts(report)[first ?? '']).toBe('unknown');
    expect(report.clusters.find((cluster) => cluster.clusterId === first)?.error).toMatch(/\w{10}/);
    expect(ofClusters(report, [first])).toEqual([]);
    expect(report.failures.some((failure) => failure.clusterId === first)).toBe(true);
  });

  it('makes no orphan of its SLBs when only its Services could not be read', async () => {
    serverOf(first).faults.add({ when: (call) => call.api === 'GET /api/v1/services', reply: 'forbidden' });

    const { report } = await liveScan(fleet);

    const about = report.findings.filter((finding) => finding.clusterId === first);
    expect(about).toEqual([]);
    expect(verdicts(report)[first ?? '']).toBe('unknown');
  });
});

describe('a region that cannot be read', () => {
  it.each([
    ['its instances', 'DescribeLoadBalancers'],
    ['its listeners', 'DescribeLoadBalancerListeners'],
    ['its groups', 'DescribeVServerGroups'],
  ])(
    'makes its clusters unknown, has no orphans, and leaves the other region untouched: %s',
    async (_, api) => {
      fleet.cloud.faults.add({
        when: (call) => call.api === api && call.region === 'cn-hangzhou',
        reply: 'forbidden',
      });

      const { report } = await liveScan(fleet);

      const whole = fileReport(snapshot, report);
      const inRegion = snapshot.clusters
        .filter((cluster) => cluster.regionId === 'cn-hangzhou')
        .map((cluster) => cluster.clusterId);
      const elsewhere = snapshot.clusters
        .map((cluster) => cluster.clusterId)
        .filter((id) => !inRegion.includes(id));
      expect(ofClusters(report, elsewhere)).toEqual(ofClusters(whole, elsewhere));
      expect(
        report.findings.filter((f) => f.effect === 'orphaned' && inRegion.includes(f.clusterId)),
      ).toEqual([]);
      for (const id of inRegion) expect(verdicts(report)[id]).not.toBe('ready');
      expect(
        report.clusters.filter((cluster) => inRegion.includes(cluster.clusterId) && cluster.error),
      ).toHaveLength(inRegion.length);
    },
  );

  it('is not asked for hundreds of things that it denies', async () => {
    const large = generateFleet({ seed: 3, clusters: 2, services: 400, regions: ['cn-hangzhou'] });
    await fleet.refill(large.snapshot);
    fleet.cloud.faults.add({ when: (call) => call.api === 'DescribeVServerGroups', reply: 'forbidden' });

    await liveScan(fleet);

    expect(fleet.cloud.calls.count({ api: 'DescribeVServerGroups' })).toBeLessThan(100);
  });
});

describe('throttling', () => {
  it('loses nothing when every tenth call is throttled', async () => {
    let count = 0;
    fleet.cloud.faults.add({ when: () => ++count % 10 === 0, reply: 'throttle' });

    const { report } = await liveScan(fleet);

    expect(report.failures).toEqual([]);
    expect(sorted(report)).toEqual(sorted(fileReport(snapshot, report)));
  });
});
