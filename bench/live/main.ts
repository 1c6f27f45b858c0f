import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { auditSnapshot } from '../../shared/index.ts';
import { type FleetOptions, generateFleet } from '../generate-fleet.ts';
import { mostRow, type Row, written } from '../table.ts';
import type { LiveMeasurement } from './scan.ts';
import type { Ready, Seen, Stage } from './serve.ts';

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));
const LATENCY = 60;
const LIMIT = 900;
/** So many times faster than life does the scaled clock run. */
const SCALE = 10;
const MINUTE = 60_000;
const OVERHEAD = 1.1;
const MOST_RESIDENT = 512;
const EXTRA_CALLS = 10;

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
const LARGE: FleetOptions = { ...STANDARD, clusters: 40, services: 20_000, orphans: 200, driftEvery: 100 };

const SCALED = { requestsPerMinute: LIMIT * SCALE, concurrency: 32 };
const UNLIMITED = { requestsPerMinute: 10_000_000, concurrency: 16 };

interface Played {
  readonly scan: LiveMeasurement;
  readonly seen: Seen;
}

/** The rows about live scans: each of servers in one process, scanned by another. */
export async function liveRows(): Promise<Row[]> {
  return [...(await callRows()), ...(await paceRows()), ...(await throttleRows()), ...(await memoryRows())];
}

async function callRows(): Promise<Row[]> {
  const { seen, scan } = await play({ fleet: STANDARD, latency: 0, limits: { slb: UNLIMITED } });
  const { loadBalancers, listeners, vServerGroups } = slbOf(STANDARD);
  const [n, l, v] = [loadBalancers.length, listeners.length, vServerGroups.length];
  const bound = Math.ceil(n / 100) + Math.ceil(l / 100) + n + v + EXTRA_CALLS;
  const calls = slbCalls(seen);
  return [
    mostRow(`SLB calls for ${written(STANDARD.services)} Services`, calls, bound),
    { name: 'findings lost or invented, live beside file', figure: written(differences(STANDARD, scan)) },
  ];
}

async function paceRows(): Promise<Row[]> {
  const { seen, scan } = await play({
    fleet: BUSY,
    latency: LATENCY,
    limit: { count: LIMIT, windowMilliseconds: MINUTE / SCALE },
    limits: { slb: SCALED },
  });
  const tightest = Math.max(...Object.values(seen.calls));
  const least = tightest / ((LIMIT * SCALE) / 60);
  return [
    mostRow('scan time / (calls / limit of the tightest API)', scan.seconds / least, OVERHEAD, 3),
    {
      name: `  ${written(tightest)} calls at ${written(LIMIT * SCALE)}/min, ${LATENCY} ms latency`,
      figure: `${written(scan.seconds, 1)} s, ${written(seen.throttled)} throttled`,
    },
  ];
}

async function throttleRows(): Promise<Row[]> {
  const { scan, seen } = await play({
    fleet: STANDARD,
    latency: LATENCY,
    throttleEvery: 10,
    limits: { slb: SCALED },
  });
  return [
    {
      name: 'findings lost or invented with 10 % of calls throttled',
      figure: `${written(differences(STANDARD, scan))} (${written(seen.throttled)} throttled, ${written(scan.failures)} failures)`,
    },
  ];
}

async function memoryRows(): Promise<Row[]> {
  const { scan } = await play({ fleet: LARGE, latency: 0, limits: { slb: UNLIMITED } });
  const services = written(scan.services);
  return [
    mostRow(`peak resident MB, ${services} Services of one region, live`, scan.peak, MOST_RESIDENT),
    { name: '  seconds, without a limit', figure: written(scan.seconds, 1) },
  ];
}

function slbOf(fleet: FleetOptions) {
  const [region] = generateFleet(fleet).snapshot.regions;
  if (!region) throw new Error('a fleet without a region');
  return region.slb;
}

function slbCalls({ calls }: Seen): number {
  const isSlb = (api: string) => /LoadBalancer|VServerGroup|DomainExtension|ServerCertificate/.test(api);
  return Object.entries(calls).reduce((sum, [api, count]) => sum + (isSlb(api) ? count : 0), 0);
}

/** How many findings the live scan has that the file has not, or lacks. */
function differences(fleet: FleetOptions, { findings }: LiveMeasurement): number {
  const expected = new Set(
    auditSnapshot(generateFleet(fleet).snapshot).findings.map((finding) => finding.id),
  );
  const found = new Set(findings);
  return (
    [...expected].filter((id) => !found.has(id)).length + findings.filter((id) => !expected.has(id)).length
  );
}

async function play(stage: Stage): Promise<Played> {
  const server = child('serve');
  const ready = (await asked(server, stage)) as Ready;
  const scanner = child('scan');
  const scan = (await asked(scanner, ready)) as LiveMeasurement;
  const seen = (await asked(server, 'what did you see?')) as Seen;
  return { scan, seen };
}

function child(role: 'serve' | 'scan'): ChildProcess {
  return fork(CHILD, [role], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function asked(process: ChildProcess, question: unknown): Promise<unknown> {
  const ended = once(process, 'exit').then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`);
  });
  process.send(question as object);
  const [answer] = await Promise.race([once(process, 'message'), ended]);
  ended.catch(() => undefined);
  return answer;
}
