import type { Snapshot } from '../shared/snapshot/snapshot.ts';
import {
  assembleSnapshot,
  bareListener,
  type Inventory,
  type Region,
  type Settlement,
} from './fleet/assemble.ts';
import { DRIFTS, type Drift } from './fleet/drift.ts';
import { unrelatedInstance } from './fleet/instance.ts';
import { type Names, namesFrom } from './fleet/names.ts';
import { type Random, seededRandom } from './fleet/random.ts';
import { planIgnored, planService } from './fleet/services.ts';
import { foundSite, type Ground, type Site } from './fleet/site.ts';
import { type World, worldInSync } from './fleet/world.ts';

export interface FleetOptions {
  /** The same seed and options give the same fleet. */
  readonly seed: number;
  readonly clusters: number;
  /** Services of type LoadBalancer in all clusters together; ClusterIP ones come on top. */
  readonly services: number;
  readonly nodesPerCluster?: number;
  /** SLBs of the same regions that have nothing to do with any cluster. */
  readonly unrelatedLoadBalancers?: number;
  /** Every how many Services one has drifted, one kind of drift after the other; 0 = everything is in sync. */
  readonly driftEvery?: number;
  /** SLBs whose Services are gone. */
  readonly orphans?: number;
  readonly regions?: readonly string[];
}

/** Something planted that an audit has to find. */
export interface PlantedFault {
  readonly kind: string;
  readonly rule: string;
  readonly clusterId: string;
  readonly namespace: string;
  /** Of an orphan: the Service that is gone. */
  readonly service: string;
  readonly loadBalancerId: string;
}

/** Everything that is wrong with a fleet. What this hides, or makes wrong on the same Service, is not listed. */
export interface PlantedTruth {
  readonly faults: readonly PlantedFault[];
}

const REGIONS = ['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'cn-shenzhen'] as const;
/** One ClusterIP Service for this many of type LoadBalancer. */
const BALANCED_PER_IGNORED = 4;
const ORPHAN = { kind: 'orphan', rule: 'load-balancer-orphan' } as const;
const CAPTURED_AT = '2026-11-20T02:00:00Z';

/**
 * Makes a fleet out of nothing but its options, with what an audit of it has to find. That holds for targets from
 * v2.11.0 on: some Services list several ACL ids, which an older CCM takes for one.
 */
export function generateFleet(options: FleetOptions): { snapshot: Snapshot; truth: PlantedTruth } {
  const random = seededRandom(options.seed);
  const names = namesFrom(random);
  const regions = foundRegions(random, names, options);
  const faults: PlantedFault[] = [];
  const sites = foundSites(names, regions, options);
  const settlements = sites.map((site, index): Settlement => {
    const ground = { random, names, site };
    const numbers = share(options.services, sites.length, index);
    const worlds = numbers.map((number) => {
      const drift = driftOf(options.driftEvery ?? 0, number);
      const world = settle(ground, number, drift);
      if (drift) faults.push(faultOf(site, world, drift));
      return world;
    });
    const gone = share(options.orphans ?? 0, sites.length, index);
    const orphans = gone.map((number) => orphan(ground, options.services + number));
    for (const world of orphans) faults.push(faultOf(site, world, ORPHAN));
    return { site, worlds, orphans, ignored: ignoredServices(ground, numbers.length) };
  });
  const header = { name: `generated-${options.seed}`, capturedAt: CAPTURED_AT };
  return { snapshot: assembleSnapshot(names, header, regions, settlements), truth: { faults } };
}

/** The numbers of one part, when `total` things are dealt out in order to `parts` as evenly as can be. */
function share(total: number, parts: number, part: number): number[] {
  const first = Math.ceil((part * total) / parts);
  const next = Math.ceil(((part + 1) * total) / parts);
  return range(next - first).map((number) => first + number);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function foundRegions(random: Random, names: Names, options: FleetOptions): Region[] {
  const regionIds = options.regions ?? REGIONS;
  return regionIds.map((regionId, index) => {
    const unrelated = share(options.unrelatedLoadBalancers ?? 0, regionIds.length, index);
    return {
      regionId,
      certificateIds: range(3).map(() => `${1_000_000_000 + random.below(900_000_000)}_${random.hex(20)}`),
      unrelated: inventoryOfUnrelated(random, names, regionId, unrelated.length),
    };
  });
}

function inventoryOfUnrelated(random: Random, names: Names, regionId: string, count: number): Inventory {
  const loadBalancers = range(count).map(() => unrelatedInstance(names, random, regionId));
  const listeners = loadBalancers.map((instance) => bareListener(instance, random.pick([22, 80, 443, 3389])));
  return { loadBalancers, listeners, vServerGroups: [] };
}

function foundSites(names: Names, regions: readonly Region[], options: FleetOptions): Site[] {
  return range(options.clusters).map((number) => {
    const region = regions[number % regions.length];
    if (!region) throw new RangeError('a fleet needs a region');
    return foundSite(names, {
      name: `${region.regionId}-${String(number + 1).padStart(2, '0')}`,
      regionId: region.regionId,
      subnet: number,
      workers: options.nodesPerCluster ?? 8,
      certificateId: region.certificateIds[0] ?? '',
    });
  });
}

function driftOf(driftEvery: number, number: number): Drift | undefined {
  if (driftEvery <= 0 || number % driftEvery !== 0) return undefined;
  return DRIFTS[(number / driftEvery) % DRIFTS.length];
}

function settle(ground: Ground, number: number, drift: Drift | undefined): World {
  const plan = planService(ground, number);
  if (!drift) return worldInSync(ground, plan);
  return drift.happen(worldInSync(ground, drift.prepare?.(plan) ?? plan), ground);
}

/** CCM only ever leaves an instance of its own behind: a reused one is not its to delete. */
function orphan(ground: Ground, number: number): World {
  return worldInSync(ground, { ...planService(ground, number), instance: 'own' });
}

function ignoredServices(ground: Ground, services: number): Settlement['ignored'] {
  const first = 1_000_000;
  return range(Math.floor(services / BALANCED_PER_IGNORED)).map((number) =>
    planIgnored(ground, first + number),
  );
}

function faultOf(
  site: Site,
  { plan, instance }: World,
  { kind, rule }: Pick<Drift, 'kind' | 'rule'>,
): PlantedFault {
  return {
    kind,
    rule,
    clusterId: site.clusterId,
    namespace: plan.namespace,
    service: plan.name,
    loadBalancerId: instance.LoadBalancerId,
  };
}
