import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../shared/index.ts';
import { type World, world } from './support/world.ts';

/** Two accounts that use the same region, each with one cluster in sync. */
function twoAccounts(): World {
  const [one, other] = [world({ clusterId: 'c1' }), world({ clusterId: 'c2' })];
  const named = (fleet: World, accountId: string) => ({
    clusters: fleet.clusters.map((cluster) => ({ ...cluster, accountId })),
    regions: fleet.regions.map((region) => ({ ...region, accountId })),
  });
  const [first, second] = [named(one, 'first'), named(other, 'second')];
  return {
    formatVersion: 1,
    clusters: [...first.clusters, ...second.clusters],
    regions: [...first.regions, ...second.regions],
  };
}

describe('several accounts of one region', () => {
  it('are in sync when each cluster finds its SLB in its own account', () => {
    const report = auditSnapshot(twoAccounts());

    expect(report.findings).toEqual([]);
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['ready', 'ready']);
  });

  it('do not lend each other their SLBs', () => {
    const fleet = twoAccounts();
    const [first, second] = fleet.regions;
    second?.slb.loadBalancers.push(...(first?.slb.loadBalancers.splice(0) ?? []));

    const report = auditSnapshot(fleet);

    expect(report.findings.map((finding) => [finding.rule, finding.clusterId])).toContainEqual([
      'load-balancer-missing',
      'c1',
    ]);
  });

  it('fail apart: what one could not read leaves the other untouched', () => {
    const fleet = twoAccounts();
    fleet.failures = [
      {
        accountId: 'first',
        regionId: 'cn-hangzhou',
        resource: 'listeners',
        code: 'Forbidden.RAM',
        message: 'no',
      },
    ];

    const report = auditSnapshot(fleet);

    expect(report.clusters.map((cluster) => [cluster.clusterId, cluster.verdict])).toEqual([
      ['c1', 'unknown'],
      ['c2', 'ready'],
    ]);
  });

  it('are searched together as soon as one cluster names no account', () => {
    const fleet = twoAccounts();
    const [first, second] = fleet.regions;
    second?.slb.loadBalancers.push(...(first?.slb.loadBalancers.splice(0) ?? []));
    delete fleet.clusters[0]?.accountId;

    const report = auditSnapshot(fleet);

    expect(report.findings).toEqual([]);
  });

  it('miss a region only where the account itself has none', () => {
    const fleet = twoAccounts();
    fleet.regions.splice(0, 1);

    const report = auditSnapshot(fleet);

    expect(report.failures).toContainEqual(
      expect.objectContaining({ accountId: 'first', code: 'NotInSnapshot' }),
    );
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown', 'ready']);
  });
});
