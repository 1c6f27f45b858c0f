import type { FleetPlan } from '../write-fleet.ts';

/** A fleet of the scaling curves. */
export interface ScaledFleet {
  /** Services of all accounts together. */
  readonly services: number;
  readonly clusters: number;
  readonly regions: number;
  readonly accounts: number;
  /** SLBs that have nothing to do with Kubernetes. */
  readonly strangers: number;
  readonly plan: FleetPlan;
}

const REGIONS = ['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'cn-shenzhen'] as const;
const SEED = 20_261_124;
const NODES = 6;
const DRIFT_EVERY = 50;
/** One of each for so many Services. */
const SERVICES_PER_ORPHAN = 100;
const SERVICES_PER_STRANGER = 5;

/**
 * The curve: one region as long as a fleet is small; then several regions, then several accounts, as nobody has 50,000
 * SLBs in one region. None holds more than 2,500 Services of one account.
 */
export const SCALED_FLEETS: readonly ScaledFleet[] = [
  scaled({ services: 100, clusters: 2, regions: 1, accounts: 1 }),
  scaled({ services: 1_000, clusters: 10, regions: 1, accounts: 1 }),
  scaled({ services: 10_000, clusters: 40, regions: 4, accounts: 1 }),
  scaled({ services: 50_000, clusters: 200, regions: 4, accounts: 5 }),
];

/** Beside the curve: the largest region that has a target. */
export const LARGE_REGION: ScaledFleet = scaled({ services: 20_000, clusters: 40, regions: 1, accounts: 1 });

function scaled(size: Omit<ScaledFleet, 'strangers' | 'plan'>): ScaledFleet {
  const { services, clusters, regions, accounts } = size;
  const each = services / accounts;
  const unrelatedLoadBalancers = each / SERVICES_PER_STRANGER;
  return {
    ...size,
    strangers: unrelatedLoadBalancers * accounts,
    plan: {
      seed: SEED,
      accounts,
      clusters: clusters / accounts,
      services: each,
      nodesPerCluster: NODES,
      unrelatedLoadBalancers,
      driftEvery: DRIFT_EVERY,
      orphans: each / SERVICES_PER_ORPHAN,
      regions: REGIONS.slice(0, regions),
    },
  };
}
