import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { auditSnapshot, type Report } from '../../shared/index.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { fileIn, jsonIn, temporaryFolder } from '../support/files.ts';
import { liveScan, sorted, UNLIMITED } from '../support/live.ts';
import { type Run, run } from '../support/terminal.ts';
import { partsOf, type World, world } from '../support/world.ts';

const VARIABLE = 'CCM_PREFLIGHT_CONFIG';
const folder = temporaryFolder();

const { snapshot } = generateFleet({
  seed: 21,
  clusters: 3,
  services: 60,
  nodesPerCluster: 3,
  driftEvery: 3,
  orphans: 3,
  regions: ['cn-hangzhou', 'cn-shanghai'],
});

function scan(
  fleet: Fleet,
  args: readonly string[] = [],
  overrides: FleetConfig = {},
  interactive = false,
): Promise<Run> {
  const file = fileIn(folder, 'config.json', fleet.configText({ limits: UNLIMITED, ...overrides }));
  return run(['scan', '--config', file, ...args], { env: fleet.env(), interactive });
}

function reportIn({ out }: Run): Report {
  return JSON.parse(out) as Report;
}

/** What does not depend on when, or in which order, things were read. */
function gist(report: Report) {
  const { clusters, coverage, failures } = report;
  const byId = [...clusters].sort((one, other) => (one.clusterId < other.clusterId ? -1 : 1));
  return { clusters: byId, coverage, failures, findings: sorted(report) };
}

/** As a file that is judged as of a live scan's time. */
function judged(file: unknown, live: Report, options: { targetCcmVersion?: string; language?: 'zh' } = {}) {
  return gist(auditSnapshot(file, { ...options, now: live.scan.startedAt }));
}

describe('a scan of a live fleet', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet(snapshot);
  });
  afterAll(() => fleet.close());

  it('prints as json the very report that the library gives', async () => {
    const result = await scan(fleet, ['--format', 'json']);

    const { report } = await liveScan(fleet);
    expect(result.code).toBe(1);
    expect(gist(reportIn(result))).toEqual(gist(report));
    expect(gist(reportIn(result))).toEqual(judged(snapshot, reportIn(result)));
  });

  it('says on a terminal what it looked at, and elsewhere nothing', async () => {
    const shown = await scan(fleet, ['--format', 'json'], {}, true);
    const silent = await scan(fleet, ['--format', 'json']);

    expect(shown.err).toMatch(
      /ccm-preflight: looked at 3 of 3 clusters and (\d+) of \1 SLBs in \d+ calls, 0 of them throttled\n$/,
    );
    expect(silent.err).toBe('');
  });

  it('counts no cluster twice because it looks twice', async () => {
    const { err } = await scan(fleet, [], { confirm: { settleSeconds: 0.1 } }, true);

    expect(err).toMatch(/ccm-preflight: looked at 3 of 3 clusters and (\d+) of \1 SLBs in /);
  });

  it('finds the clusters itself where the config says so', async () => {
    const result = await scan(fleet, ['--format', 'json'], { discover: true });

    expect(gist(reportIn(result))).toEqual(judged(snapshot, reportIn(result)));
  });

  it.each([
    ['English', [], /^CCM upgrade check for v2\.14\.0, 3 clusters/],
    ['Chinese', ['--lang', 'zh'], /升级检查/],
  ] as const)('is a table in %s', async (_, args, words) => {
    const { code, out } = await scan(fleet, args);

    expect(code).toBe(1);
    expect(out).toMatch(words);
    for (const { name } of snapshot.clusters) expect(out).toContain(name);
  });

  it('says in Chinese what the library says in Chinese', async () => {
    const result = await scan(fleet, ['--format', 'json', '--lang', 'zh']);

    expect(gist(reportIn(result))).toEqual(judged(snapshot, reportIn(result), { language: 'zh' }));
  });

  it.each([
    ['the option, not the config', ['--target', '2.9.1'], '2.10.0', '2.9.1'],
    ['the config where there is no option', [], '2.10.0', '2.10.0'],
    ['the default where there is neither', [], undefined, '2.14.0'],
  ] as const)('judges by the target of %s', async (_, args, configured, expected) => {
    const overrides = configured === undefined ? {} : { targetCcmVersion: configured };

    const result = await scan(fleet, ['--format', 'json', ...args], overrides);

    const report = reportIn(result);
    expect(report.scan.targetCcmVersion).toBe(expected);
    expect(gist(report)).toEqual(judged(snapshot, report, { targetCcmVersion: expected }));
  });

  it('goes into a file whole, and then standard output stays empty', async () => {
    const file = join(folder, 'report.json');

    const { code, out } = await scan(fleet, ['--format', 'json', '--output', file]);

    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    expect([code, out]).toEqual([1, '']);
    expect(gist(report)).toEqual(judged(snapshot, report));
  });

  it.each([
    ['a target that is no version', ['--target', 'latest']],
    ['an output in a folder that is not there', ['--output', join(folder, 'no/where.json')]],
    ['an output that is a folder', ['--output', folder]],
  ])('is not even begun with %s', async (_, args) => {
    fleet.cloud.calls.clear();

    const { code, out, err } = await scan(fleet, args);

    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^ccm-preflight: [^\n]+\n$/);
    expect(fleet.cloud.calls.count()).toBe(0);
  });
});

describe('where a config comes from', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet(world());
  });
  afterAll(() => fleet.close());

  it.each([
    ['a path', () => fileIn(folder, 'from-env.json', fleet.configText())],
    ['the text itself', () => fleet.configText()],
  ])('may be the environment: %s', async (_, source) => {
    const result = await run(['scan', '--format', 'json'], { env: { ...fleet.env(), [VARIABLE]: source() } });

    expect([result.code, reportIn(result).coverage.services.compared]).toEqual([0, 1]);
  });

  it('is the option where there is a variable too', async () => {
    const file = fileIn(folder, 'option.json', fleet.configText());

    const result = await run(['scan', '--config', file], {
      env: { ...fleet.env(), [VARIABLE]: '/nowhere.yaml' },
    });

    expect(result.code).toBe(0);
  });

  it('is not asked for where a snapshot is named, whatever the environment says', async () => {
    const file = jsonIn(folder, 'snapshot.json', world());
    fleet.cloud.calls.clear();

    const result = await run(['scan', '--snapshot', file], {
      env: { ...fleet.env(), [VARIABLE]: fleet.configText() },
    });

    expect([result.code, result.err]).toEqual([0, '']);
    expect(fleet.cloud.calls.count()).toBe(0);
  });

  it.each([
    ['scan', ['scan'], `give --snapshot <file> or --config <file>, or set ${VARIABLE}`],
    [
      'scan with both',
      ['scan', '--snapshot', 'a.json', '--config', 'b.yaml'],
      'give --snapshot or --config, not both',
    ],
    ['capture', ['capture', '--output', join(folder, 'x.json')], `give --config <file>, or set ${VARIABLE}`],
    ['check-config', ['check-config'], `give --config <file>, or set ${VARIABLE}`],
  ])('has to be clear: %s', async (_, args, complaint) => {
    const result = await run(args, { env: { [VARIABLE]: '' } });

    expect(result).toEqual({ code: 2, out: '', err: `ccm-preflight: ${complaint}\n` });
  });
});

describe('a config that cannot be used', () => {
  const EVERY_COMMAND = [
    ['scan', []],
    ['capture', ['--output', join(folder, 'never.json')]],
    ['check-config', []],
  ] as const;

  it.each(EVERY_COMMAND)('has all its faults printed by %s, one a line', async (command, args) => {
    const broken = new URL('../config/broken.yaml', import.meta.url).pathname;
    const known = readFileSync(new URL('../golden/config-faults.txt', import.meta.url), 'utf8');
    const faults = known.trimEnd().split('\n');

    const { code, out, err } = await run([command, '--config', broken, ...args]);

    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toEqual([
      `ccm-preflight: config ${broken} has ${faults.length} faults`,
      ...faults.map((fault) => `  ${fault}`),
    ]);
  });

  it.each(EVERY_COMMAND)('has all its missing secrets named by %s', async (command, args) => {
    const fleet = await startFleet(world({ clusterId: 'c1' }, { clusterId: 'c2' }));
    const env = fleet.env();
    const names = Object.keys(env);
    await fleet.close();

    const { code, out, err } = await run([command, '--config', fleet.configText(), ...args], {
      env: { ...env, FLEET_KEY_ID_1: undefined, FLEET_KEY_SECRET_1: ' ', KUBECONFIG_2: '' },
    });

    const [first, ...faults] = err.trimEnd().split('\n');
    expect([code, out, first]).toEqual([2, '', 'ccm-preflight: 3 secrets are missing from the environment']);
    expect(names.filter((name) => err.includes(name))).toEqual([
      'FLEET_KEY_ID_1',
      'FLEET_KEY_SECRET_1',
      'KUBECONFIG_2',
    ]);
    expect(faults).toHaveLength(3);
    expect(fleet.cloud.calls.count()).toBe(0);
  });
});

describe('the exit code of a live scan', () => {
  const drifted = (edit: (parts: ReturnType<typeof partsOf>) => void): World => {
    const edited = world();
    edit(partsOf(edited));
    return edited;
  };
  const stopped = drifted(({ listener }) => Object.assign(listener, { Status: 'stopped' }));
  const weighted = drifted(({ group }) =>
    Object.assign(group.BackendServers?.BackendServer?.[0] ?? {}, { Weight: 1 }),
  );

  let fleet: Fleet;
  afterEach(() => fleet.close());

  it.each([
    ['0 when nothing is wrong', world(), [], 0],
    ['1 when the check would fail', stopped, [], 1],
    ['0 when traffic changes only', weighted, [], 0],
    ['1 when traffic changes and that is asked for', weighted, ['--fail-on', 'changes-traffic'], 1],
  ] as const)('is %s', async (_, held, args, expected) => {
    fleet = await startFleet(held);

    const { code } = await scan(fleet, args);

    expect(code).toBe(expected);
  });

  it.each([
    ['a cluster', () => fleet.kubernetes.get('c1')?.faults.add({ reply: 'forbidden' })],
    [
      'a list of the cloud',
      () => fleet.cloud.faults.add({ when: ({ product }) => product === 'slb', reply: 'forbidden' }),
    ],
  ])('is 2 when %s could not be read, even if the check is known to fail', async (_, deny) => {
    fleet = await startFleet(stopped);
    deny();

    const { code, out, err } = await scan(fleet);

    expect(code).toBe(2);
    expect(out).toMatch(/Forbidden/);
    expect(err).toBe('');
  });
});
