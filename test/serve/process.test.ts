import { mkdirSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import type { Report } from '../../shared/index.ts';
import { startDingtalk } from '../servers/dingtalk.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { buildCommand } from '../support/built-command.ts';
import { temporaryFolder } from '../support/files.ts';
import { liveScan, sorted } from '../support/live.ts';
import { keptIn } from '../support/two-nights.ts';
import { BEARER } from './support/clients.ts';
import { type ServeProcess, startServe } from './support/process.ts';

const REGIONS = ['cn-hangzhou', 'cn-shanghai'];
const { snapshot } = generateFleet({
  seed: 9,
  clusters: 4,
  services: 60,
  nodesPerCluster: 3,
  driftEvery: 3,
  orphans: 8,
  regions: REGIONS,
});
/** Slower than any test waits. */
const NEVER = { delay: 600_000 };
const POST = { method: 'POST', headers: { ...BEARER, 'content-type': 'application/json' }, body: '{}' };

const built = temporaryFolder();
let command: string;
let fleet: Fleet;
let folder: string;
let count = 0;
beforeAll(() => {
  command = buildCommand(built);
});
beforeEach(async () => {
  fleet = await startFleet(snapshot);
  folder = `${built}/${count++}`;
  mkdirSync(folder);
});
afterEach(() => fleet.close());

function until(condition: () => boolean): Promise<void> {
  return vi.waitFor(() => expect(condition()).toBe(true), { timeout: 60_000, interval: 20 });
}

function secretsIn({ out, err }: ServeProcess): readonly string[] {
  return fleet.secrets().filter((secret) => `${out()}${err()}`.includes(secret));
}

describe('the command serve', () => {
  it('says where it serves, scans when it is asked to, and ends when it is interrupted', async () => {
    const served = await startServe({ command, fleet, folder });
    const whole = await liveScan(fleet);

    const { status, headers } = await served.ask('/scans', POST);
    const report = await served.report<Report>(headers.location ?? '');
    served.kill('SIGINT');
    const end = await served.ended;

    expect(status).toBe(202);
    expect(report.findings.length).toBeGreaterThan(10);
    expect(sorted(report)).toEqual(sorted(whole.report));
    expect(end).toEqual({ code: 0, signal: null });
    expect(served.err()).toBe(`ccm-preflight: serving at ${served.url}; interrupt to stop\n`);
    const lines = served.out().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
      expect.arrayContaining(['serving', 'run began', 'shard closed', 'run closed']),
    );
    expect(secretsIn(served)).toEqual([]);
  });

  it.each([
    // No sweep would find their shards before the test has given up.
    ['interrupted', 'SIGINT', 300, { code: 0, signal: null }],
    ['asked to end', 'SIGTERM', 300, { code: 0, signal: null }],
    ['killed', 'SIGKILL', 3, { code: null, signal: 'SIGKILL' }],
  ] as const)(
    'goes on with the scan of a process that was %s in its midst',
    async (_, signal, leaseSeconds, ended) => {
      const config = { deadlines: { leaseSeconds } };
      const whole = await liveScan(fleet);
      const { cloud } = fleet;
      cloud.calls.clear();
      const stuck = cloud.faults.add({
        when: ({ api, region }) => api === 'DescribeVServerGroups' && region === REGIONS[1],
        reply: NEVER,
      });
      const first = await startServe({ command, fleet, folder, config });
      const { headers } = await first.ask('/scans', POST);
      const path = headers.location ?? '';
      const progress = async () => JSON.parse((await first.ask(path)).text).progress;
      await vi.waitFor(async () => expect((await progress()).shards.done).toBe(1), { timeout: 60_000 });
      await until(() => stuck.hits() > 0);

      first.kill(signal);
      const end = await first.ended;
      stuck.remove();
      const inFirst = (api: string) => cloud.calls.count({ api, region: REGIONS[0] ?? '' });
      const before = inFirst('DescribeVServerGroups');
      const second = await startServe({ command, fleet, folder, config });
      const report = await second.report<Report>(path);
      second.kill('SIGINT');
      await second.ended;

      expect(end).toEqual(ended);
      expect(sorted(report)).toEqual(sorted(whole.report));
      expect(report.failures).toEqual(whole.report.failures);
      // The region that was done is not read again.
      expect(inFirst('DescribeVServerGroups')).toBe(before);
      const { runs, findings } = await keptIn(`${folder}/store`);
      expect(runs).toMatchObject([{ status: 'closed' }]);
      expect(findings).toHaveLength(report.findings.length);
      expect([...secretsIn(first), ...secretsIn(second)]).toEqual([]);
    },
  );

  it('scans when the schedule says so, closes the run, and tells what is new once', async () => {
    const robot = await startDingtalk([{ token: 'ops', secret: 'robot-secret' }]);
    const served = await startServe({
      command,
      fleet,
      folder,
      config: {
        confirm: { settleSeconds: 0.05 },
        alerts: { dingtalk: [{ name: 'ops', url: 'env:ROBOT_URL', secret: 'env:ROBOT_SECRET' }] },
      },
      env: { ROBOT_URL: robot.webhook('ops'), ROBOT_SECRET: 'robot-secret' },
      args: ['--schedule', '* * * * * *', '--time-zone', 'Asia/Shanghai'],
    });
    const closed = async () => {
      const { scans } = JSON.parse((await served.ask('/scans')).text);
      return (scans as { kind: string; status: string }[]).filter(({ status }) => status === 'closed');
    };
    const statuses = async () => (await keptIn(`${folder}/store`)).deliveries.map(({ status }) => status);

    await vi.waitFor(async () => expect((await closed()).length).toBeGreaterThan(2), { timeout: 60_000 });
    // Who is interrupted between the closing of a run and its telling tells it the next time.
    await vi.waitFor(async () => expect(new Set(await statuses())).toEqual(new Set(['sent'])), {
      timeout: 60_000,
      interval: 200,
    });
    const kinds = new Set((await closed()).map(({ kind }) => kind));
    served.kill('SIGINT');
    const { code } = await served.ended;
    const told = robot.arrived.map(({ text }) => text);
    await robot.close();

    const { runs, digests, deliveries } = await keptIn(`${folder}/store`);
    expect([code, kinds]).toEqual([0, new Set(['nightly'])]);
    expect(runs.filter(({ order }) => order?.tells).length).toBeGreaterThan(2);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told).size).toBe(told.length);
    // Orphans are news at their second sighting.
    expect(digests.filter(({ run }) => deliveries.some((one) => one.run === run)).length).toBeLessThanOrEqual(
      2,
    );
    expect(deliveries.every(({ status }) => status === 'sent')).toBe(true);
  });

  it('ends at once, whoever waits for a scan', async () => {
    fleet.cloud.faults.add({ reply: NEVER });
    const served = await startServe({ command, fleet, folder });
    const waiting = served.ask('/scans', { ...POST, headers: { ...POST.headers, prefer: 'wait=25' } }).then(
      ({ status }) => String(status),
      () => 'cut off',
    );
    await until(() => fleet.cloud.calls.all.length > 0);

    served.kill('SIGINT');
    const { code } = await served.ended;

    expect(code).toBe(0);
    expect(['202', 'cut off']).toContain(await waiting);
    const { runs } = await keptIn(`${folder}/store`);
    expect(runs).toMatchObject([{ status: 'running' }]);
    expect(served.out()).not.toContain('"level":"error"');
  });
});
