import { writeFileSync } from 'node:fs';
import type { Snapshot } from '../shared/snapshot/snapshot.ts';
import { generateAccounts } from './generate-accounts.ts';
import { type FleetOptions, generateFleet, type PlantedTruth } from './generate-fleet.ts';

/** A fleet of one account or, with `accounts`, of so many, each with all that the options say. */
export interface FleetPlan extends FleetOptions {
  readonly accounts?: number;
}

/** What a process that writes a fleet down is asked. */
export interface GenerateTask {
  readonly fleet: FleetPlan;
  readonly path: string;
}

/** What a fleet holds, without the fleet. */
export interface WrittenFleet {
  readonly truth: PlantedTruth;
  /** Bytes of JSON. */
  readonly bytes: number;
  readonly regions: readonly RegionSize[];
}

/** How much there is in one region of one account. */
export interface RegionSize {
  readonly loadBalancers: number;
  readonly listeners: number;
  readonly vServerGroups: number;
}

export function plannedFleet({ accounts, ...options }: FleetPlan): {
  snapshot: Snapshot;
  truth: PlantedTruth;
} {
  return accounts === undefined ? generateFleet(options) : generateAccounts(accounts, options);
}

/** Generates a fleet and writes it as one JSON file. */
export function writeFleet({ fleet, path }: GenerateTask): WrittenFleet {
  const { snapshot, truth } = plannedFleet(fleet);
  const bytes = Buffer.from(JSON.stringify(snapshot));
  writeFileSync(path, bytes);
  const regions = snapshot.regions.map(({ slb }) => ({
    loadBalancers: slb.loadBalancers.length,
    listeners: slb.listeners.length,
    vServerGroups: slb.vServerGroups.length,
  }));
  return { truth, bytes: bytes.length, regions };
}
