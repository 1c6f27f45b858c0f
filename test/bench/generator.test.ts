import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementsOf } from '../../bench/agreement.ts';
import { DRIFTS } from '../../bench/fleet/drift.ts';
import { generateAccounts } from '../../bench/generate-accounts.ts';
import { type FleetOptions, generateFleet } from '../../bench/generate-fleet.ts';
import { auditSnapshot, type Snapshot } from '../../shared/index.ts';

const PERFECT = { recall: 1, precision: 1, missed: [], unplanted: [] };

const options: fc.Arbitrary<Required<FleetOptions>> = fc.record({
  seed: fc.nat(),
  clusters: fc.integer({ min: 1, max: 5 }),
  services: fc.integer({ min: 1, max: 80 }),
  nodesPerCluster: fc.integer({ min: 1, max: 6 }),
  unrelatedLoadBalancers: fc.nat({ max: 20 }),
  driftEvery: fc.nat({ max: 6 }),
  orphans: fc.nat({ max: 8 }),
  regions: fc.subarray(['cn-hangzhou', 'cn-shanghai', 'cn-beijing'], { minLength: 1 }),
});

function balancedIn(snapshot: Snapshot): number {
  const services = snapshot.clusters.flatMap((cluster) => cluster.kubernetes.services.items ?? []);
  return services.filter((service) => service.spec?.type === 'LoadBalancer').length;
}

function strangersIn(snapshot: Snapshot): number {
  const instances = snapshot.regions.flatMap((region) => region.slb.loadBalancers);
  const tagsOf = (instance: (typeof instances)[number]) => instance.Tags?.Tag ?? [];
  return instances.filter((one) => !tagsOf(one).some(({ TagKey }) => /^(kubernetes|ack)\./.test(TagKey)))
    .length;
}

describe('a generated fleet', () => {
  it('holds as much of everything as its options say', () => {
    fc.assert(
      fc.property(options, (wanted) => {
        const { snapshot, truth } = generateFleet(wanted);

        const drifts = wanted.driftEvery === 0 ? 0 : Math.ceil(wanted.services / wanted.driftEvery);
        const kinds = truth.faults.map(({ kind }) => kind);
        expect(snapshot.clusters).toHaveLength(wanted.clusters);
        expect(snapshot.regions.map(({ regionId }) => regionId)).toEqual(wanted.regions);
        expect(balancedIn(snapshot)).toBe(wanted.services);
        expect(kinds.filter((kind) => kind === 'orphan')).toHaveLength(wanted.orphans);
        expect(kinds.filter((kind) => kind !== 'orphan')).toHaveLength(drifts);
      }),
      { numRuns: 50 },
    );
  });

  it('has exactly the faults that it says were planted, whatever its options', () => {
    fc.assert(
      fc.property(options, (wanted) => {
        const { snapshot, truth } = generateFleet(wanted);

        const report = auditSnapshot(snapshot);

        expect(report.failures).toEqual([]);
        expect(agreementsOf(truth, report.findings)).toEqual({ drifts: PERFECT, orphans: PERFECT });
      }),
      { numRuns: 100 },
    );
  });

  it('has every kind of drift, one after the other', () => {
    const { truth } = generateFleet({ seed: 1, clusters: 2, services: DRIFTS.length * 3, driftEvery: 3 });

    const kinds = truth.faults.map(({ kind }) => kind);

    expect(kinds.toSorted()).toEqual(DRIFTS.map(({ kind }) => kind).toSorted());
  });

  it('is the same for the same options, and another for another seed', () => {
    const fleet = { seed: 5, clusters: 2, services: 20, driftEvery: 3, orphans: 2 };

    const [first, again, other] = [fleet, fleet, { ...fleet, seed: 6 }].map(generateFleet);

    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('has SLBs beside it that nothing is to be said of', () => {
    const fleet = { seed: 5, clusters: 2, services: 20 };

    const [without = 0, beside = 0] = [fleet, { ...fleet, unrelatedLoadBalancers: 13 }].map((wanted) =>
      strangersIn(generateFleet(wanted).snapshot),
    );

    expect(beside - without).toBe(13);
  });
});

describe('generated accounts', () => {
  it('have a fleet each, and all their faults in one truth', () => {
    const each = { seed: 9, clusters: 2, services: 30, driftEvery: 5, orphans: 2, regions: ['cn-hangzhou'] };

    const { snapshot, truth } = generateAccounts(3, each);

    const report = auditSnapshot(snapshot);
    expect(snapshot.regions.map(({ accountId }) => accountId)).toEqual(['1', '2', '3']);
    expect(new Set(snapshot.clusters.map(({ clusterId }) => clusterId)).size).toBe(6);
    expect(truth.faults).toHaveLength(3 * (6 + 2));
    expect(agreementsOf(truth, report.findings)).toEqual({ drifts: PERFECT, orphans: PERFECT });
  });
});
