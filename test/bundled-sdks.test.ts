import { build } from 'rolldown';
import { beforeAll, expect, it } from 'vitest';
import { bundleOptions } from '../rolldown.config.ts';
import { startDingtalk } from './servers/dingtalk.ts';
import { startFleet } from './servers/fleet.ts';
import { startTablestore, TABLESTORE_KEY } from './servers/tablestore.ts';
import { runScript } from './support/bundled.ts';
import type { Answered, Asked } from './support/bundled-handler.ts';
import { temporaryFolder } from './support/files.ts';
import { liveScan, sorted, UNLIMITED } from './support/live.ts';
import { partsOf, world } from './support/world.ts';

const folder = temporaryFolder();

beforeAll(async () => {
  const options = bundleOptions({ name: 'all', entry: 'test/support/bundled-handler.ts' }, folder);
  await build({ ...options, logLevel: 'silent' });
});

it('In a bundle all SDKs do what they do in Node, and warn of nothing', async () => {
  const drifted = world({}, { services: [{ name: 'api', ports: [{ port: 443, protocol: 'https' }] }] });
  partsOf(drifted).listener.Scheduler = 'wrr';
  const fleet = await startFleet(drifted);
  const tablestore = await startTablestore();
  const robots = await startDingtalk([{ token: 'ops' }]);
  const store = { type: 'tablestore', endpoint: tablestore.url, instance: 'preflight', tablePrefix: 'ccm_' };
  const asked: Asked = {
    config: fleet.configText({ discover: true, limits: UNLIMITED, store }),
    env: fleet.env(),
    credentials: TABLESTORE_KEY,
    webhook: robots.webhook('ops'),
  };
  const unbundled = await liveScan(fleet, { discover: true });

  const { code, out, err } = await runScript(
    `${folder}/all`,
    `require('./index.js').handler(JSON.parse(process.env.ASKED))
      .then((answered) => console.log(JSON.stringify(answered)))`,
    { ASKED: JSON.stringify(asked) },
  );

  await Promise.all([fleet, tablestore, robots].map((server) => server.close()));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { report, troubles, ...rest } = JSON.parse(out) as Answered;
  expect(sorted(report).length).toBeGreaterThan(0);
  expect(sorted(report)).toEqual(sorted(unbundled.report));
  expect(report.failures).toEqual([]);
  expect(rest).toEqual({
    puts: [true, false],
    got: { key: ['a'], data: { owner: 'first', until: 1 }, version: 1 },
    ranged: 451,
    sent: 'sent',
  });
  expect(troubles).toEqual([
    { name: 'StoreError', message: expect.stringContaining('OTSAuthFailed') },
    { name: 'StoreError', message: expect.stringContaining('lmdb is not part of this bundle') },
  ]);
  expect(robots.arrived).toHaveLength(1);
});
