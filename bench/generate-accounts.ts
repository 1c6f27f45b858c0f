import type { Snapshot } from '../shared/snapshot/snapshot.ts';
import { type FleetOptions, generateFleet, type PlantedTruth } from './generate-fleet.ts';

/** Accounts (1, 2, …) of which each has a generated fleet of its own, by the options and a seed of its own. */
export function generateAccounts(
  count: number,
  options: FleetOptions,
): { snapshot: Snapshot; truth: PlantedTruth } {
  const fleets = Array.from({ length: count }, (_, index) =>
    generateFleet({ ...options, seed: options.seed + index }),
  );
  const snapshot: Snapshot = {
    formatVersion: 1,
    clusters: fleets.flatMap((fleet, index) =>
      fleet.snapshot.clusters.map((cluster) => ({ ...cluster, accountId: String(index + 1) })),
    ),
    regions: fleets.flatMap((fleet, index) =>
      fleet.snapshot.regions.map((region) => ({ ...region, accountId: String(index + 1) })),
    ),
  };
  return { snapshot, truth: { faults: fleets.flatMap(({ truth }) => truth.faults) } };
}
