import { describe, expect, it } from 'vitest';
import { jsonIn, temporaryFolder } from '../support/files.ts';
import { run } from '../support/terminal.ts';
import { annotate, partsOf, world } from '../support/world.ts';

const EXAMPLE = 'examples/fleet.json';
const folder = temporaryFolder();
const IN_SYNC = jsonIn(folder, 'in-sync.json', world());
const EXPLAIN = ['explain', 'shop/web', '--cluster', 'prod-hangzhou'];

describe('explain', () => {
  it('takes a cluster by id as well as by name', async () => {
    const byName = await run([...EXPLAIN, '--snapshot', EXAMPLE]);
    const byId = await run([
      'explain',
      'shop/web',
      '--cluster',
      'c9f3a1d27b6e84f0c95d18e3b7a240f61',
      '--snapshot',
      EXAMPLE,
    ]);

    expect(byName.code).toBe(0);
    expect(byId).toEqual(byName);
  });

  it('gives programs the explanation as JSON', async () => {
    const { out, code } = await run([...EXPLAIN, '--snapshot', EXAMPLE, '--format', 'json']);

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      formatVersion: 1,
      namespace: 'shop',
      service: 'web',
      state: 'wanted',
    });
  });

  it('ends with 2 where something needed could not be read', async () => {
    const { code, out } = await run([
      'explain',
      'shop/web',
      '--cluster',
      'prod-shanghai',
      '--snapshot',
      EXAMPLE,
    ]);

    expect(code).toBe(2);
    expect(out).toContain('not wholly compared: nodes');
  });

  it.each([
    [['shop/wep', '--cluster', 'prod-hangzhou'], 'has no Service "shop/wep" (did you mean "shop/web"?)'],
    [['media/web', '--cluster', 'prod-hangzhou'], 'has no Service "media/web" (there is shop/web)'],
    [['office/quite-another', '--cluster', 'prod-hangzhou'], '(there is office/mail)'],
    [['web', '--cluster', 'prod-hangzhou'], '"web" names no Service; write namespace/name'],
    [
      ['shop/web', '--cluster', 'prod-hangzhuo'],
      'there is no cluster "prod-hangzhuo" (did you mean "prod-hangzhou"?)',
    ],
    [['shop/web', '--cluster', 'x'], '(there is prod-hangzhou, staging-hangzhou, prod-shanghai)'],
    [['shop/web', '--cluster', 'prod-hangzhou', '--target', 'newest'], '"newest" is no CCM version'],
  ])('says what was meant by %j', async (args, message) => {
    const { code, out, err } = await run(['explain', ...args, '--snapshot', EXAMPLE]);

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it.each([
    [[...EXPLAIN], 'give --snapshot <file> or --config <file>'],
    [[...EXPLAIN, '--snapshot', EXAMPLE, '--config', 'x'], 'give --snapshot or --config, not both'],
    [['explain', 'shop/web', '--snapshot', EXAMPLE], '--cluster'],
    [[...EXPLAIN, '--snapshot', 'package.json'], 'this is no snapshot'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await run(args);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('asks for an id where two clusters have the name', async () => {
    const twins = world({ clusterId: 'c1' }, { clusterId: 'c2' });
    for (const cluster of twins.clusters) cluster.name = 'twin';
    const file = jsonIn(folder, 'twins.json', twins);

    const { err } = await run(['explain', 'prod/web', '--cluster', 'twin', '--snapshot', file]);

    expect(err).toContain('several clusters are named "twin": give an id (c1, c2)');
  });

  it('says so where the Services could not be read, instead of that there is none', async () => {
    const edited = world();
    partsOf(edited).cluster.kubernetes.services.items = [];
    edited.failures = [
      { clusterId: 'c1', resource: 'services', code: 'Forbidden', message: 'services is forbidden' },
    ];
    const file = jsonIn(folder, 'unread.json', edited);

    const { err } = await run(['explain', 'prod/web', '--cluster', 'c1', '--snapshot', file]);

    expect(err).toContain('could not be read: services is forbidden');
  });

  it('prints nothing that a terminal would act on', async () => {
    const edited = world();
    const { service, loadBalancer } = partsOf(edited);
    annotate(service, 'name', '\u001b[31mred');
    annotate(service, '\u001b[2Junknown', '\u001b[2J');
    loadBalancer.LoadBalancerName = '\u001b[2Jname\u202e';
    const file = jsonIn(folder, 'hostile.json', edited);

    const explained = await run(['explain', 'prod/web', '--cluster', 'c1', '--snapshot', file]);
    const advised = await run(['advise', '--cluster', 'c1', '--snapshot', file]);

    const seen = new Set(explained.out + advised.out);
    expect(seen.has('\u001b') || seen.has('\u202e')).toBe(false);
    expect(explained.out).toContain('[31mred');
  });
});

describe('advise', () => {
  it.each([
    ['ready', IN_SYNC, 'c1', 0],
    ['blocked', EXAMPLE, 'prod-hangzhou', 1],
    ['unknown', EXAMPLE, 'prod-shanghai', 2],
  ])('ends a %s cluster with a code of its own', async (verdict, file, cluster, expected) => {
    const { code, out } = await run(['advise', '--cluster', cluster, '--snapshot', file, '--format', 'json']);

    expect(code).toBe(expected);
    expect(JSON.parse(out)).toMatchObject({ verdict });
  });

  it('says what cluster was meant', async () => {
    const { code, err } = await run(['advise', '--cluster', 'prod-hangzhuo', '--snapshot', EXAMPLE]);

    expect(code).toBe(2);
    expect(err).toContain('(did you mean "prod-hangzhou"?)');
  });
});
