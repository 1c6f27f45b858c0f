import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleFleet } from '../examples/make-example.ts';
import { RULES } from '../shared/rules/registry.ts';
import { fileIn, jsonIn, temporaryFolder } from './support/files.ts';
import { run } from './support/terminal.ts';
import { annotate, partsOf, type World, world } from './support/world.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const EXAMPLE = join(ROOT, 'examples/fleet.json');
const folder = temporaryFolder();

function withDrift(edit: (parts: ReturnType<typeof partsOf>) => void): World {
  const edited = world();
  edit(partsOf(edited));
  return edited;
}

const CLEAN = jsonIn(folder, 'clean.json', world());
const FAILING = jsonIn(
  folder,
  'failing.json',
  withDrift(({ listener }) => Object.assign(listener, { Status: 'stopped' })),
);
const BROKEN = jsonIn(
  folder,
  'broken.json',
  withDrift(({ service }) => annotate(service, 'bandwidth', 'ten')),
);
const WEIGHTED = jsonIn(
  folder,
  'weighted.json',
  withDrift(({ group }) => Object.assign(group.BackendServers?.BackendServer?.[0] ?? {}, { Weight: 1 })),
);
const INCOMPLETE = jsonIn(folder, 'incomplete.json', {
  ...world(),
  failures: [{ clusterId: 'c1', resource: 'nodes', code: 'Forbidden', message: 'denied' }],
});

describe('the exit code of a scan', () => {
  it.each([
    ['0 when nothing is wrong', CLEAN, [], 0],
    ['1 when the check would fail', FAILING, [], 1],
    ['0 when only the sync is broken', BROKEN, [], 0],
    ['1 when the sync is broken and that is asked for', BROKEN, ['--fail-on', 'breaks-sync'], 1],
    ['0 when traffic changes, which is below a broken sync', WEIGHTED, ['--fail-on', 'breaks-sync'], 0],
    ['0 when traffic changes, which is below an orphan', WEIGHTED, ['--fail-on', 'orphaned'], 0],
    ['1 when traffic changes and that is asked for', WEIGHTED, ['--fail-on', 'changes-traffic'], 1],
    ['1 when anything at all is found and that is asked for', WEIGHTED, ['--fail-on', 'info'], 1],
    ['2 when something could not be read', INCOMPLETE, [], 2],
  ] as const)('is %s', async (_, file, options, code) => {
    const result = await run(['scan', '--snapshot', file, ...options]);

    expect([result.code, result.err]).toEqual([code, '']);
  });
});

describe('bad input', () => {
  const folderPath = folder;
  const notJson = fileIn(folder, 'not.json', '{"clusters": [');
  const brokenZip = fileIn(folder, 'broken.json.gz', gzipSync('{}').subarray(0, 12));
  const noSnapshot = jsonIn(folder, 'no-snapshot.json', {
    formatVersion: 2,
    clusters: {},
    regions: [{ slb: {} }],
  });

  it.each([
    ['a missing file', ['scan', '--snapshot', join(folder, 'nowhere.json')], 1],
    ['a folder', ['scan', '--snapshot', folderPath], 1],
    ['broken JSON', ['scan', '--snapshot', notJson], 1],
    ['broken gzip', ['scan', '--snapshot', brokenZip], 1],
    ['a wrong structure, one line a fault', ['scan', '--snapshot', noSnapshot], 7],
    ['an unknown format', ['scan', '--snapshot', CLEAN, '--format', 'xml'], 1],
    ['an unknown effect', ['scan', '--snapshot', CLEAN, '--fail-on', 'everything'], 1],
    ['an unknown language', ['scan', '--snapshot', CLEAN, '--lang', 'fr'], 1],
    ['a target that is no version', ['scan', '--snapshot', CLEAN, '--target', 'latest'], 1],
    ['no snapshot', ['scan'], 1],
    [
      'an output that cannot be written',
      ['scan', '--snapshot', CLEAN, '--output', join(folder, 'no/where.txt')],
      1,
    ],
    ['an unknown rule, with the nearest one', ['rules', 'listner-update'], 1],
    ['an unknown option, with the nearest one', ['scan', '--snapshot', CLEAN, '--langs', 'zh'], 2],
    ['an unknown command, with the nearest one', ['scna'], 2],
  ] as const)('gives plain lines and exit code 2: %s', async (_, args, lines) => {
    const { code, out, err } = await run(args);

    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toHaveLength(lines);
    expect(err).toMatch(/^ccm-preflight: /);
    expect(err).not.toMatch(/^ {4}at /m);
  });

  it('names the path of every fault of the structure', async () => {
    const { err } = await run(['scan', '--snapshot', noSnapshot]);

    const paths = err
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim().split(':')[0]);
    expect(paths.sort()).toEqual([
      'clusters',
      'formatVersion',
      'regions[0].regionId',
      'regions[0].slb.listeners',
      'regions[0].slb.loadBalancers',
      'regions[0].slb.vServerGroups',
    ]);
  });

  it('suggests the rule that was meant', async () => {
    expect((await run(['rules', 'listner-update'])).err).toContain('"listener-update"');
  });
});

describe('the report', () => {
  it.each(['en', 'zh'] as const)('reads as a table in %s', async (lang) => {
    const { out } = await run(['scan', '--snapshot', EXAMPLE, '--lang', lang]);

    await expect(out).toMatchFileSnapshot(`golden/example.${lang}.txt`);
  });

  it('is the report itself as json', async () => {
    const { out } = await run(['scan', '--snapshot', EXAMPLE, '--format', 'json']);

    await expect(out).toMatchFileSnapshot('golden/example.json');
    expect(JSON.parse(out)).toMatchObject({ formatVersion: 1, scan: { targetCcmVersion: '2.14.0' } });
  });

  it('goes into a file without colours, and then nothing is printed', async () => {
    const file = join(folder, 'report.txt');

    const { out } = await run(['scan', '--snapshot', FAILING, '--output', file], { color: true });

    expect(out).toBe('');
    expect(readFileSync(file, 'utf8')).toContain('start listener');
    expect(readFileSync(file, 'utf8')).not.toContain('\u001b');
  });

  it('is coloured only on a terminal, and not if that is not wanted', async () => {
    const args = ['scan', '--snapshot', FAILING];

    expect((await run(args, { color: true })).out).toContain('\u001b[');
    expect((await run([...args, '--no-color'], { color: true })).out).not.toContain('\u001b');
    expect((await run(args)).out).not.toContain('\u001b');
  });

  it('lets no control or direction character of a name reach the terminal', async () => {
    const hostile = withDrift(({ service, loadBalancer, cluster }) => {
      annotate(service, 'name', 'a\u001b[31m\u202eb\nc');
      loadBalancer.LoadBalancerName = 'x\u0007y';
      cluster.name = 'c\u001b]0;title\u0007';
    });

    const { out } = await run(['scan', '--snapshot', jsonIn(folder, 'hostile.json', hostile)]);

    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

describe('rules', () => {
  it('lists every rule with its id', async () => {
    const { out, code } = await run(['rules']);

    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(RULES.map((rule) => rule.id));
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    'explains %s in both languages',
    async (id, rule) => {
      const english = await run(['rules', id]);
      const chinese = await run(['rules', id, '--lang', 'zh']);

      expect([english.code, chinese.code]).toEqual([0, 0]);
      expect(english.out).toContain(rule.text.en.cause);
      expect(chinese.out).toContain(rule.text.zh.cause);
    },
  );
});

describe('the example fleet', () => {
  it('is what its maker makes', () => {
    expect(JSON.parse(readFileSync(EXAMPLE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(exampleFleet())));
  });
});

describe('the package', () => {
  beforeAll(() => {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  });

  it('runs as a command', async () => {
    const result = spawnSync('node', ['dist/functions/cli.js', 'scan', '--snapshot', FAILING], {
      cwd: ROOT,
      encoding: 'utf8',
    });

    expect([result.status, result.stderr]).toEqual([1, '']);
    expect(result.stdout).toBe((await run(['scan', '--snapshot', FAILING])).out);
  });

  it('survives a reader that stops reading', () => {
    const script =
      'node dist/functions/cli.js scan --snapshot examples/fleet.json --format json | head -c 10';

    const result = spawnSync('sh', ['-c', script], { cwd: ROOT, encoding: 'utf8' });

    expect([result.stdout, result.stderr]).toEqual(['{\n  "forma', '']);
  });

  it('exports auditSnapshot under its own name', () => {
    const script = `import { auditSnapshot } from 'ccm-preflight'; console.log(auditSnapshot(null).failures[0].code)`;

    const out = execFileSync('node', ['--input-type=module', '-e', script], { cwd: ROOT, encoding: 'utf8' });

    expect(out).toBe('NOT_A_SNAPSHOT\n');
  });
});

describe('the version', () => {
  it('is the one of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

    expect(await run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});
