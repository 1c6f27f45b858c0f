import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { auditSnapshot, type Report, type Snapshot } from '../../shared/index.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { buildCommand, type CommandProcess, startProgram } from '../support/built-command.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { liveScan, sorted, UNLIMITED } from '../support/live.ts';

/** Slower than any test waits: who ends sooner did not wait for an answer. */
const NEVER = { delay: 600_000 };
const ESCAPE = '\u001b';
const SOON = 50_000;
const REGIONS = ['cn-hangzhou', 'cn-shanghai'];
const folder = temporaryFolder();

const { snapshot } = generateFleet({
  seed: 9,
  clusters: 4,
  services: 60,
  nodesPerCluster: 3,
  driftEvery: 3,
  orphans: 8,
  regions: REGIONS,
});
const clusterIds = snapshot.clusters.map(({ clusterId }) => clusterId);
const elsewhere = snapshot.clusters
  .filter(({ regionId }) => regionId === 'cn-shanghai')
  .map(({ clusterId }) => clusterId);

let command: string;
let fleet: Fleet;
beforeAll(async () => {
  command = buildCommand(folder);
  fleet = await startFleet(snapshot);
  await liveScan(fleet);
  answersOfAll = Object.fromEntries(REGIONS.map((region) => [region, answersIn(region)]));
  await fleet.close();
});

beforeEach(async () => {
  fleet = await startFleet(snapshot);
});
afterEach(() => fleet.close());

function start(args: readonly string[], overrides: FleetConfig = {}, imports?: string): CommandProcess {
  const config = fileIn(folder, 'config.json', fleet.configText({ limits: UNLIMITED, ...overrides }));
  const [name = '', ...options] = args;
  const node = imports === undefined ? [] : ['--import', imports];
  const program = [...node, command, name, '--config', config, ...options];
  return startProgram(process.execPath, program, fleet.env());
}

/** Starts a command that takes its standard error for a terminal, and shows there how far it is. */
function startWatched(args: readonly string[], overrides: FleetConfig = {}): CommandProcess {
  const terminal = 'Object.assign(process.stderr, { isTTY: true, columns: 200 })';
  return start(args, overrides, fileIn(folder, 'terminal.mjs', terminal));
}

function until(condition: () => boolean): Promise<void> {
  return vi.waitFor(() => expect(condition()).toBe(true), { timeout: 50_000, interval: 20 });
}

/** How many answers a whole scan gets in a region, from the cloud and from its clusters. */
let answersOfAll: Readonly<Record<string, number>>;

function answersIn(region: string): number {
  const { cloud, kubernetes } = fleet;
  return [cloud, ...kubernetes.values()]
    .flatMap(({ calls }) => calls.of({ region }))
    .filter(({ status }) => status !== 0).length;
}

/** Waits until the command was told all of some regions, and says itself that it has taken in whatever it was told. */
async function untilRead(regions: readonly string[], running: CommandProcess): Promise<void> {
  const clusters = snapshot.clusters.filter(({ regionId }) => regions.includes(regionId)).length;
  await until(() => {
    const answers = fleet.cloud.calls.all.filter(({ status }) => status !== 0).length;
    const shown = `clusters ${clusters}/${snapshot.clusters.length}, SLBs \\d+/\\d+, ${answers} calls `;
    const last = stripVTControlCharacters(running.err()).split('\n').at(-2) ?? '';
    return (
      new RegExp(`^${shown}`).test(last) &&
      regions.every((region) => answersIn(region) === answersOfAll[region])
    );
  });
}

/** What it wrote on standard error after the line that shows how far it is was wiped away. */
function saidIn(running: CommandProcess): string {
  return stripVTControlCharacters(running.err().slice(running.err().lastIndexOf(ESCAPE)));
}

/** Ends a command, which must not take as long as its servers. */
async function interrupted(running: CommandProcess, signal: 'SIGINT' | 'SIGTERM') {
  running.kill(signal);
  const end = await Promise.race([running.ended, pause(SOON, undefined, { ref: false })]);
  if (!end) running.kill('SIGKILL');
  return end;
}

function reportOf(running: CommandProcess): Report {
  return JSON.parse(running.out()) as Report;
}

describe.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle of a scan', (signal) => {
  it('leaves a report of what was read, in which the rest is unknown, and ends soon', async () => {
    const [first] = clusterIds;
    fleet.kubernetes.get(first ?? '')?.faults.add({ reply: NEVER });
    fleet.cloud.faults.add({
      when: ({ api, region }) => api === 'DescribeVServerGroups' && region === 'cn-hangzhou',
      reply: NEVER,
    });
    const running = startWatched(['scan', '--format', 'json']);
    await untilRead(['cn-shanghai'], running);
    await until(() => fleet.cloud.calls.count({ api: 'DescribeVServerGroups', region: 'cn-hangzhou' }) > 0);

    const end = await interrupted(running, signal);

    const report = reportOf(running);
    const whole = auditSnapshot(snapshot, { now: report.scan.startedAt });
    const here = clusterIds.filter((id) => !elsewhere.includes(id));
    const ofClusters = (all: Report, ids: readonly string[]) =>
      sorted(all).filter(({ clusterId }) => ids.includes(clusterId));
    expect(end).toEqual({ code: 2, signal: null });
    expect(ofClusters(report, elsewhere)).toEqual(ofClusters(whole, elsewhere));
    expect(ofClusters(report, here).filter(({ effect }) => effect === 'orphaned')).toEqual([]);
    expect(ofClusters(whole, here).some(({ effect }) => effect === 'orphaned')).toBe(true);
    expect(report.clusters.find(({ clusterId }) => clusterId === first)).toMatchObject({
      verdict: 'unknown',
      error: expect.stringContaining(`given up (${signal})`),
    });
    for (const { clusterId, verdict, error } of report.clusters) {
      if (here.includes(clusterId)) expect([verdict, error]).not.toEqual(['ready', undefined]);
    }
    expect(saidIn(running)).toMatch(
      /^ccm-preflight: interrupted; until then it had looked at 2 of 4 clusters and \d+ of \d+ SLBs in \d+ calls/,
    );
  });
});

describe('an interrupt', () => {
  it('before anything was read leaves a report in which all is unknown', async () => {
    for (const server of [fleet.cloud, ...fleet.kubernetes.values()]) server.faults.add({ reply: NEVER });
    const running = start(['scan', '--format', 'json']);
    await until(() => fleet.cloud.calls.count() >= REGIONS.length);

    const end = await interrupted(running, 'SIGINT');

    const { clusters, findings, coverage } = reportOf(running);
    expect(end).toEqual({ code: 2, signal: null });
    expect(findings).toEqual([]);
    expect(clusters.map(({ verdict }) => verdict)).toEqual(clusterIds.map(() => 'unknown'));
    expect(coverage.clusters).toEqual({ total: 4, read: 0 });
    expect(running.err()).toContain('until then it had looked at 0 of 4 clusters and 0 of 0 SLBs in 0 calls');
  });

  it('while clusters are looked for says that they could not be listed', async () => {
    fleet.cloud.faults.add({ when: ({ product }) => product === 'cs', reply: NEVER });
    const running = start(['scan', '--format', 'json'], { discover: true });
    await until(() => fleet.cloud.calls.count({ product: 'cs' }) === REGIONS.length);

    const end = await interrupted(running, 'SIGINT');

    const { findings, failures } = reportOf(running);
    expect(end).toEqual({ code: 2, signal: null });
    expect(findings).toEqual([]);
    expect(failures.filter(({ resource }) => resource === 'clusters').map((one) => one.code)).toEqual([
      'ABORTED',
      'ABORTED',
    ]);
  });

  it('during the settle delay leaves the whole report, with nothing confirmed', async () => {
    const running = startWatched(['scan', '--format', 'json'], { confirm: { settleSeconds: 3600 } });
    await untilRead(REGIONS, running);

    const end = await interrupted(running, 'SIGTERM');

    const report = reportOf(running);
    const whole = auditSnapshot(snapshot, { now: report.scan.startedAt });
    expect(end).toEqual({ code: 2, signal: null });
    expect(report.failures).toEqual([]);
    expect(sorted(report)).toEqual(sorted(whole));
    expect(report.findings.filter((finding) => finding.confirmed)).toEqual([]);
    expect(saidIn(running)).toMatch(
      /^ccm-preflight: interrupted; until then it had looked at 4 of 4 clusters/,
    );
  });

  it('during the second look leaves unconfirmed what was not seen twice', async () => {
    const stuck = [...fleet.kubernetes.values()].map(({ faults }) => {
      let reads = 0;
      return faults.add({ when: ({ api }) => /\/services(\/|$)/.test(api) && ++reads > 1, reply: NEVER });
    });
    const running = start(['scan', '--format', 'json'], { confirm: { settleSeconds: 0.1 } });
    await until(() => stuck.some(({ hits }) => hits() > 0));

    const end = await interrupted(running, 'SIGINT');

    const report = reportOf(running);
    expect(end).toEqual({ code: 2, signal: null });
    expect(report.findings.length).toBeGreaterThan(10);
    expect(report.failures).toEqual([]);
    expect(report.findings.filter(({ confirmed }) => confirmed)).toEqual([]);
  });

  it('of a capture leaves a file that says what is not in it', async () => {
    const [first] = clusterIds;
    const file = join(folder, 'interrupted.json');
    const slow = fleet.kubernetes.get(first ?? '')?.faults.add({ reply: NEVER });
    const running = start(['capture', '--output', file]);
    await until(() => (slow?.hits() ?? 0) > 0);

    const end = await interrupted(running, 'SIGINT');

    const captured = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
    const { clusters } = auditSnapshot(captured);
    expect([end, running.out()]).toEqual([{ code: 2, signal: null }, '']);
    expect(captured.failures?.map(({ clusterId }) => clusterId)).toContain(first);
    expect(clusters.find(({ clusterId }) => clusterId === first)?.verdict).toBe('unknown');
    expect(running.err()).toMatch(/^ccm-preflight: interrupted; [^\n]+\n.* stands in the file too:\n {2}\w/);
  });

  it('of check-config leaves a table in which the rest was not tried', async () => {
    const slow = fleet.cloud.faults.add({
      when: ({ api }) => api === 'DescribeLoadBalancers',
      reply: NEVER,
    });
    const running = start(['check-config']);
    await until(() => slow.hits() > 0);

    const end = await interrupted(running, 'SIGINT');

    expect([end, running.err()]).toEqual([{ code: 2, signal: null }, '']);
    expect(running.out()).toMatch(/not tried/);
  });
});

describe('a second signal', () => {
  /** Tells of the first signal, and has something else to do for ever. */
  const STUBBORN = `
    import { interruptSignal } from './dist/shared/cli/interrupt.js';
    const signal = interruptSignal(process);
    signal.addEventListener('abort', () => console.log('stopping: ' + signal.reason.message));
    setInterval(() => undefined, 1000);
    console.log('started');
  `;

  it.each([
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
  ] as const)('ends at once what does not end by itself: %s, then %s', async (first, second, code) => {
    const running = startProgram(process.execPath, [fileIn(folder, 'stubborn.js', STUBBORN)], {});
    await vi.waitFor(() => expect(running.out()).toContain('started'), SOON);
    running.kill(first);
    await vi.waitFor(() => expect(running.out()).toContain(`stopping: ${first}`), SOON);

    const end = await interrupted(running, second);

    expect(end).toEqual({ code, signal: null });
  });
});
