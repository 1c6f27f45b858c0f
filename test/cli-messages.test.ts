import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatTable } from '../shared/formats/table.ts';
import { auditSnapshot, type Failure, UsageError } from '../shared/index.ts';
import { fileIn, jsonIn, temporaryFolder } from './support/files.ts';
import { run } from './support/terminal.ts';
import { partsOf, world } from './support/world.ts';

const folder = temporaryFolder();
const CLEAN = jsonIn(folder, 'clean.json', world());

describe('a report that is written to a file', () => {
  it.each([
    ['report.json', /^\{\n {2}"formatVersion": 1/],
    ['report.html', /^<!doctype html>/i],
    ['report.HTM', /^<!doctype html>/i],
    ['report.md', /^# CCM upgrade check/],
    ['report.xml', /^<\?xml/],
    ['report.sarif', /"\$schema": ".*sarif/],
    ['report.sarif.json', /"\$schema": ".*sarif/],
    ['report.txt', /^CCM upgrade check for v2\.14\.0/],
    ['report', /^CCM upgrade check for v2\.14\.0/],
  ])('has the form that its name promises: %s', async (name, beginning) => {
    const output = join(folder, name);

    const { code } = await run(['scan', '--snapshot', CLEAN, '--output', output]);

    expect(code).toBe(0);
    expect(readFileSync(output, 'utf8').slice(0, 300)).toMatch(beginning);
  });

  it('has the form that is asked for, whatever its name', async () => {
    const output = join(folder, 'table.html');

    await run(['scan', '--snapshot', CLEAN, '--output', output, '--format', 'table']);

    expect(readFileSync(output, 'utf8')).toMatch(/^CCM upgrade check/);
  });

  it('fails in JUnit where --fail-on does', async () => {
    const drifted = world();
    Object.assign(partsOf(drifted).group.BackendServers?.BackendServer?.[0] ?? {}, { Weight: 1 });
    const snapshot = jsonIn(folder, 'weights.json', drifted);
    const scan = (...more: string[]) => run(['scan', '--snapshot', snapshot, '--format', 'junit', ...more]);

    const [usual, strict] = [await scan(), await scan('--fail-on', 'changes-traffic')];

    expect([usual.code, strict.code]).toEqual([0, 1]);
    expect(usual.out).toContain('failures="0"');
    expect(usual.out).toContain('backend-weights');
    expect(strict.out).toContain('failures="1"');
  });
});

describe('a target later than all that is known', () => {
  const TOLD = 'the rules follow CCM v2.14.0, the newest that is known here';

  it.each(['3.0.0', 'v99.0.0', '2.14.1'])(
    'is said on standard error and in the report: %s',
    async (target) => {
      const forms = ['table', 'markdown', 'html'];

      const runs = await Promise.all(
        forms.map((format) => run(['scan', '--snapshot', CLEAN, '--target', target, '--format', format])),
      );

      for (const { code, out, err } of runs) {
        expect(code).toBe(0);
        expect(out).toContain(TOLD);
        expect(err).toContain(
          `nothing is known of CCM v${target.replace('v', '')}: the rules follow v2.14.0`,
        );
      }
    },
  );

  it.each(['2.14.0', 'v2.14.0.164-g2105d2e-aliyun', '2.13.1', 'v1.9.3.164-g2105d2e'])(
    'is not said of %s',
    async (target) => {
      const { out, err } = await run(['scan', '--snapshot', CLEAN, '--target', target]);

      expect([out.includes(TOLD), err]).toEqual([false, '']);
    },
  );

  it.each([['explain', 'prod/web'], ['advise']])('is said by %s too', async (...command) => {
    const { err } = await run([...command, '--cluster', 'c1', '--snapshot', CLEAN, '--target', '3.0.0']);

    expect(err).toBe(
      'ccm-preflight: nothing is known of CCM v3.0.0: the rules follow v2.14.0, the newest that is known\n',
    );
  });
});

describe('advice on a target that is no newer than what runs', () => {
  function running(ccmVersion: string): string {
    const edited = world();
    partsOf(edited).cluster.ccmVersion = ccmVersion;
    return jsonIn(folder, `${ccmVersion}.json`, edited);
  }

  it.each([
    ['v2.15.0', 'table', 'No upgrade: a newer version runs already. Nothing would fail a check for it.'],
    ['v2.14.0', 'table', 'No upgrade: this version runs already. Nothing would fail a check for it.'],
    [
      'v2.15.0',
      'markdown',
      '**No upgrade: a newer version runs already. Nothing would fail a check for it.**',
    ],
    ['v2.13.0', 'table', 'Ready: the check will pass.'],
  ])('where %s runs says so (%s)', async (version, format, sentence) => {
    const { out } = await run([
      'advise',
      '--cluster',
      'c1',
      '--snapshot',
      running(version),
      '--format',
      format,
    ]);

    expect(out.split('\n')).toContain(sentence);
    if (version !== 'v2.13.0') expect(out).not.toContain('Ready');
  });
});

describe('what the console’s check shows of a cluster', () => {
  it('is told without what comes up later where nothing does', () => {
    const drifted = world();
    Object.assign(partsOf(drifted).listener, { Status: 'stopped' });

    const table = formatTable(auditSnapshot(drifted), { language: 'en', color: false });

    expect(table.split('\n')).toContain("the console's check records 1 of these and can show 1");
  });
});

describe('what could not be read', () => {
  /** The lines of the table below the words that begin them. */
  function told(failure: Partial<Failure>): readonly string[] {
    const failures = [{ resource: 'nodes', code: 'E', message: 'denied', ...failure }];
    const table = formatTable(auditSnapshot({ ...world(), failures }), { language: 'en', color: false });
    return (table.split('Could not be read, so nothing is said of it\n')[1] ?? '').split('\n').slice(0, 1);
  }

  it.each<[Partial<Failure>, string]>([
    [{ clusterId: 'c1' }, '  cluster-c1 (c1) nodes: denied (E)'],
    [{ clusterId: 'c9' }, '  c9 nodes: denied (E)'],
    [{ regionId: 'cn-hangzhou' }, '  cn-hangzhou nodes: denied (E)'],
    [{}, '  nodes: denied (E)'],
    [
      { code: 'ECONNREFUSED', message: 'cannot connect (ECONNREFUSED)' },
      '  nodes: cannot connect (ECONNREFUSED)',
    ],
    [{ code: 'Unauthorized', message: 'not accepted: Unauthorized' }, '  nodes: not accepted: Unauthorized'],
  ])('is told by name, with its code once: %j', (failure, line) => {
    const lines = told(failure);

    expect(lines).toEqual([line]);
  });
});

describe('an empty store', () => {
  const config = fileIn(
    folder,
    'store.yaml',
    `accounts: [{ name: main, regions: [cn-hangzhou] }]\nstore: { type: file, path: ${folder}/store }\n`,
  );

  it.each([
    ['history', /No run is kept in this store yet\. Each `ccm-preflight scan --config FILE`/],
    ['findings', /No such findings are kept in this store\./],
  ])('is said of by %s', async (command, words) => {
    const { code, out } = await run([command, '--config', config]);

    expect(code).toBe(0);
    expect(out).toMatch(words);
  });
});

describe('check-config --offline', () => {
  const cluster = (name: string) =>
    `{ clusterId: ${name}, name: ${name}, regionId: cn-hangzhou, vpcId: vpc-1, kubeconfig: ${name}.yaml }`;

  it('names every kubeconfig file that is missing', async () => {
    fileIn(folder, 'there.yaml', 'kind: Config\n');
    const clusters = ['there', 'gone', 'lost'].map(cluster).join(', ');
    const config = fileIn(
      folder,
      'listed.yaml',
      `accounts: [{ name: main, regions: [cn-hangzhou], clusters: [${clusters}] }]\n`,
    );

    const { code, out, err } = await run(['check-config', '--offline', '--config', config]);

    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      'ccm-preflight: 2 kubeconfigs of the config cannot be read\n' +
        `  accounts[0].clusters[1].kubeconfig: ${folder}/gone.yaml: no such file (ENOENT)\n` +
        `  accounts[0].clusters[2].kubeconfig: ${folder}/lost.yaml: no such file (ENOENT)\n`,
    );
  });

  it('takes no folder for a kubeconfig', async () => {
    const config = fileIn(
      folder,
      'folder.yaml',
      `accounts: [{ name: main, regions: [cn-hangzhou], clusters: [${cluster('x').replace('x.yaml', folder)}] }]\n`,
    );

    const { code, err } = await run(['check-config', '--offline', '--config', config]);

    expect(code).toBe(2);
    expect(err).toContain(`${folder}: it is a folder (EISDIR)`);
  });

  it.each([
    ['', 'no robot is told anything: the config names no store'],
    [
      'store: { type: file, path: s }\nconfirm: { settleSeconds: 0 }\n',
      'no robot is told of findings: with confirm.settleSeconds 0 none is confirmed',
    ],
    ['store: { type: file, path: s }\n', ''],
  ])('says why robots would hear nothing: %j', async (more, why) => {
    const text = `accounts: [{ name: main, regions: [cn-hangzhou] }]\nalerts: { dingtalk: [{ url: "env:URL" }] }\n${more}`;
    const config = fileIn(folder, 'silent.yaml', text);
    const env = { URL: 'https://oapi.dingtalk.com/robot/send?access_token=x' };

    const { code, err } = await run(['check-config', '--offline', '--config', config], { env });

    expect(code).toBe(0);
    expect(err).toBe(why && `ccm-preflight: ${why}\n`);
  });
});

it.each([2, Number.NaN, {}, [], 'latest'])(
  'an audit for a target that is no version is refused: %j',
  (target) => {
    // As a caller without types may ask for.
    const options = { targetCcmVersion: target as never };

    expect(() => auditSnapshot(world(), options)).toThrow(UsageError);
  },
);

it.each(['fr', '', 'EN', null, 7])('an audit in a language that there is not is refused: %j', (language) => {
  // As a caller without types may ask for.
  const options = { language: language as never };

  expect(() => auditSnapshot(world(), options)).toThrow(UsageError);
  expect(() => auditSnapshot(world(), options)).toThrow('is no language of the report; there are en and zh');
});
