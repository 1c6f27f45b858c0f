import { join } from 'node:path';
import { agreementsOf } from './agreement.ts';
import { agreementRows } from './agreement-rows.ts';
import type { FleetOptions } from './generate-fleet.ts';
import { type AuditTask, type Measurement, median } from './measure.ts';
import { askedOnce } from './processes.ts';
import { type Row, targetRow, written } from './table.ts';
import { inTemporaryFolder } from './temporary.ts';
import type { GenerateTask, WrittenFleet } from './write-fleet.ts';

const FLEET = {
  seed: 20_261_120,
  clusters: 20,
  services: 10_000,
  nodesPerCluster: 8,
  unrelatedLoadBalancers: 2_000,
  driftEvery: 50,
  orphans: 20,
} as const satisfies FleetOptions;
const TARGETS = { warm: 20_000, first: 7_000 } as const;
/** So many fresh processes measure the first call; the median counts. */
const FIRST_CALLS = 5;

/** The rows about audits of a file, and one line that says of what. */
export function auditRows(): Promise<{ fleet: string; rows: Row[] }> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'fleet.json');
    const task: GenerateTask = { fleet: FLEET, path };
    const fleet = (await askedOnce('generate', task)) as WrittenFleet;
    const measurements: Measurement[] = [];
    for (let run = 0; run < FIRST_CALLS; run++) {
      const audit: AuditTask = { path, warm: run === 0 };
      measurements.push((await askedOnce('audit', audit)) as Measurement);
    }
    const rows = [
      ...speedRows(measurements),
      ...agreementRows('file', agreementsOf(fleet.truth, measurements[0]?.findings ?? [])),
      ...memoryRows(measurements),
    ];
    return { fleet: described(fleet), rows };
  });
}

function described({ truth, bytes, regions }: WrittenFleet): string {
  const loadBalancers = regions.reduce((sum, region) => sum + region.loadBalancers, 0);
  return (
    `${written(FLEET.services)} Services in ${FLEET.clusters} clusters, ${written(loadBalancers)} SLBs, ` +
    `${truth.faults.length} planted faults, ${written(bytes / 1e6)} MB of JSON, seed ${FLEET.seed}`
  );
}

function speedRows(measurements: readonly Measurement[]): Row[] {
  const warm = measurements.find((one) => one.warm !== undefined)?.warm ?? Number.NaN;
  const first = median(measurements.map((one) => one.first));
  return [
    targetRow('Services a second, warm', FLEET.services / warm, TARGETS.warm),
    targetRow('Services a second, first call of a process', FLEET.services / first, TARGETS.first),
  ];
}

function memoryRows(measurements: readonly Measurement[]): Row[] {
  const middle = (of: (one: Measurement) => number) => `${written(median(measurements.map(of)))} MB`;
  return [
    { name: 'resident memory after the first audit', figure: middle((one) => one.resident) },
    { name: 'peak resident memory, reading included', figure: middle((one) => one.peak) },
  ];
}
