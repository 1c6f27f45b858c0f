import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditSnapshot } from '../shared/index.ts';
import { agreementOf } from './agreement.ts';
import { coldStartRows } from './cold-start.ts';
import { type FleetOptions, generateFleet } from './generate-fleet.ts';
import { liveRows } from './live/main.ts';
import { type Measurement, measure, median } from './measure.ts';
import { storeRows } from './store.ts';
import { plainTable, type Row, targetRow, written } from './table.ts';

/** What the figures are of: `npm run bench` prints it above them. */
const FLEET: Required<Omit<FleetOptions, 'regions'>> = {
  seed: 20_261_120,
  clusters: 20,
  services: 10_000,
  nodesPerCluster: 8,
  unrelatedLoadBalancers: 2_000,
  driftEvery: 50,
  orphans: 20,
};
const TARGETS = { warm: 20_000, first: 7_000, agreement: 1 } as const;
/** So many fresh processes measure the first call; the median counts. */
const FIRST_CALLS = 5;
const MEASURE = 'measure';
const MEASURE_WARM = 'measure-warm';

const [, , role, path] = process.argv;
if ((role === MEASURE || role === MEASURE_WARM) && path !== undefined) {
  console.log(JSON.stringify(measure(path, role === MEASURE_WARM)));
} else {
  await bench();
}

async function bench(): Promise<void> {
  const { snapshot, truth } = generateFleet(FLEET);
  const text = JSON.stringify(snapshot);
  const balancers = snapshot.regions.reduce((sum, region) => sum + region.slb.loadBalancers.length, 0);
  console.log(machine());
  console.log(
    `${written(FLEET.services)} Services in ${FLEET.clusters} clusters, ${written(balancers)} SLBs, ` +
      `${truth.faults.length} planted faults, ${written(text.length / 1e6)} MB of JSON, seed ${FLEET.seed}\n`,
  );
  const measurements = inFreshProcesses(text);
  const agreement = agreementOf(truth, auditSnapshot(snapshot).findings);
  console.log(
    plainTable([
      ...speedRows(measurements),
      targetRow('planted faults found (recall)', agreement.recall, TARGETS.agreement, 3),
      targetRow('findings that are planted (precision)', agreement.precision, TARGETS.agreement, 3),
      ...memoryRows(measurements),
      ...(await liveRows()),
      ...(await storeRows()),
      ...(await coldStartRows()),
    ]),
  );
}

function inFreshProcesses(snapshot: string): Measurement[] {
  const folder = mkdtempSync(join(tmpdir(), 'ccm-preflight-bench-'));
  try {
    const file = join(folder, 'fleet.json');
    writeFileSync(file, snapshot);
    return Array.from({ length: FIRST_CALLS }, (_, run) => spawned(run === 0 ? MEASURE_WARM : MEASURE, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function spawned(task: string, file: string): Measurement {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), task, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`the measuring process ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout) as Measurement;
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

/** One line of facts; with a load above the number of CPUs the figures are the neighbours' as much as ours. */
function machine(): string {
  const all = cpus();
  const facts = [
    `node ${process.version}`,
    `${process.platform}/${process.arch}`,
    `${all.length} CPUs (${all[0]?.model.trim() ?? 'unknown'})`,
    `${written(totalmem() / 2 ** 30)} GB`,
    `load ${written(loadavg()[0] ?? 0, 1)}`,
  ];
  return facts.join(', ');
}
