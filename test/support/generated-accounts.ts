import { type FleetOptions, generateFleet } from '../../bench/generate-fleet.ts';
import type { Snapshot } from '../../shared/index.ts';

/** Accounts (1, 2, …) of which each has a generated fleet of its own. */
export function generatedAccounts(count: number, options: FleetOptions): Snapshot {
  const accounts = Array.from({ length: count }, (_, index) => {
    const { snapshot } = generateFleet({ ...options, seed: options.seed + index });
    const accountId = String(index + 1);
    return {
      clusters: snapshot.clusters.map((cluster) => ({ ...cluster, accountId })),
      regions: snapshot.regions.map((region) => ({ ...region, accountId })),
    };
  });
  return {
    formatVersion: 1,
    clusters: accounts.flatMap(({ clusters }) => clusters),
    regions: accounts.flatMap(({ regions }) => regions),
  };
}
