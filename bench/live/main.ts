import { join } from 'node:path';
import { agreementsOf } from '../agreement.ts';
import { agreementRows } from '../agreement-rows.ts';
import type { FleetOptions } from '../generate-fleet.ts';
import type { Measurement } from '../measure.ts';
import { askedOnce } from '../processes.ts';
import { mostRow, noneRow, type Row, written } from '../table.ts';
import { inTemporaryFolder } from '../temporary.ts';
import type { WrittenFleet } from '../write-fleet.ts';
import { mostSlbCalls } from './bound.ts';
import { play, UNLIMITED } from './play.ts';
import type { LiveMeasurement } from './scan.ts';

const LATENCY = 60;
const LIMIT = 900;
/** So many times faster than life does the scaled clock run. */
const SCALE = 10;
const MINUTE = 60_000;
const OVERHEAD = 1.1;
/** SLB calls that CCM's own dry run made on a fleet of as many Services: a figure of the design, not measured here. */
export const CALLS_OF_DRY_RUN = 5_288;

const STANDARD = {
  seed: 20_261_123,
  clusters: 10,
  services: 1_000,
  nodesPerCluster: 6,
  driftEvery: 50,
  orphans: 10,
  regions: ['cn-hangzhou'],
} as const satisfies FleetOptions;
const BUSY: FleetOptions = { ...STANDARD, services: 3_000 };

const SCALED = { requestsPerMinute: LIMIT * SCALE, concurrency: 32 };

/** What the standard fleet holds, and what an audit of it in a file finds. */
interface Expected {
  readonly fleet: WrittenFleet;
  readonly file: Measurement;
}

/** The rows about live scans: each of servers in one process, scanned by another. */
export async function liveRows(): Promise<Row[]> {
  const expected = await expectedOfStandard();
  return [...(await callRows(expected)), ...(await paceRows()), ...(await throttleRows(expected))];
}

function expectedOfStandard(): Promise<Expected> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'fleet.json');
    const fleet = (await askedOnce('generate', { fleet: STANDARD, path })) as WrittenFleet;
    return { fleet, file: (await askedOnce('audit', { path })) as Measurement };
  });
}

async function callRows({ fleet, file }: Expected): Promise<Row[]> {
  const { seen, scan } = await play({ fleet: STANDARD, latency: 0, limits: UNLIMITED });
  const calls = `SLB calls for ${written(STANDARD.services)} Services`;
  return [
    mostRow(calls, seen.slbCalls, mostSlbCalls(fleet.regions)),
    mostRow(`${calls}, beside CCM's own dry run`, seen.slbCalls, CALLS_OF_DRY_RUN),
    ...agreementRows('live', agreementsOf(fleet.truth, scan.findings)),
    noneRow('findings lost or invented, live beside file', differences(file, scan)),
  ];
}

async function paceRows(): Promise<Row[]> {
  const { seen, scan } = await play({
    fleet: BUSY,
    latency: LATENCY,
    limit: { count: LIMIT, windowMilliseconds: MINUTE / SCALE },
    limits: { slb: SCALED },
  });
  const least = seen.mostOfOneApi / ((LIMIT * SCALE) / 60);
  return [
    mostRow('scan time / (calls / limit of the tightest API)', scan.seconds / least, OVERHEAD, 3),
    {
      name: `  ${written(seen.mostOfOneApi)} calls at ${written(LIMIT * SCALE)}/min, ${LATENCY} ms latency`,
      figure: `${written(scan.seconds, 1)} s, ${written(seen.throttled)} throttled`,
    },
  ];
}

async function throttleRows({ file }: Expected): Promise<Row[]> {
  const { scan, seen } = await play({
    fleet: STANDARD,
    latency: LATENCY,
    throttleEvery: 10,
    limits: { slb: SCALED },
  });
  const remark = ` (${written(seen.throttled)} throttled, ${written(scan.failures)} failures)`;
  return [noneRow('findings lost or invented with 10 % of calls throttled', differences(file, scan), remark)];
}

/** How many findings the live scan has that the file has not, or lacks. */
function differences(file: Measurement, live: LiveMeasurement): number {
  const expected = new Set(file.findings.map((finding) => finding.id));
  const found = new Set(live.findings.map((finding) => finding.id));
  return [...expected, ...found].filter((id) => !(expected.has(id) && found.has(id))).length;
}
