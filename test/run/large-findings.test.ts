import { afterEach, describe, expect, it } from 'vitest';
import { auditSnapshot } from '../../shared/index.ts';
import { keep } from '../../shared/service/nightly-audit.ts';
import { checkedRows } from '../../shared/store/checked-rows.ts';
import { findings, keepFindings } from '../../shared/store/keep-findings.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { findRun } from '../../shared/store/run.ts';
import { type DingtalkServer, startDingtalk } from '../servers/dingtalk.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { readyTablestore } from '../store/support/tablestore.ts';
import { temporaryFolder } from '../support/files.ts';
import { longAnnotation, manyNodes } from '../support/large-worlds.ts';
import { type World, world } from '../support/world.ts';
import { nights, ROBOT, ROBOT_SECRETS } from './support/nights.ts';
import { type ShardedRun, sharded } from './support/sharded.ts';

const LARGE: readonly (readonly [what: string, held: () => World])[] = [
  ['an annotation of 255,000 letters', () => longAnnotation('name', 'x')],
  ['an annotation of 255,000 quotes', () => longAnnotation('name', "'")],
  ['thousands of tags', () => longAnnotation('additional-resource-tags', 'key=value,')],
  ['5,000 nodes that a VServer group lacks', () => manyNodes(5_000)],
];

async function known(rows: RowStore): Promise<FindingRecord[]> {
  const all: FindingRecord[] = [];
  for await (const { record } of findings(rows)) all.push(record);
  return all;
}

describe('one Service with a finding that would be too large for the store', () => {
  const folder = temporaryFolder();
  let count = 0;

  it.each(LARGE)('keeps nobody from hearing of the rest in shards: %s', async (_, held) => {
    const fleet = await startFleet(held());
    const run = await sharded(fleet, `${folder}/${count++}`);
    await run.start();

    const report = await run.finish('run-1');

    expect((await findRun(run.station.rows, 'run-1'))?.status).toBe('closed');
    expect(report.failures).toEqual([]);
    const clusters = (await known(run.station.rows)).map(({ finding, status }) => [
      finding.clusterId,
      status,
    ]);
    expect(clusters).toEqual(report.findings.map(({ clusterId }) => [clusterId, 'open']));
    expect(clusters).toContainEqual(['c2', 'open']);
    await run.close();
    await fleet.close();
  });

  it.each(LARGE)('is kept by Tablestore too: %s', async (_, held) => {
    const { store } = await readyTablestore();
    const snapshot = held();
    const [en, zh] = (['en', 'zh'] as const).map((language) => auditSnapshot(snapshot, { language }));
    if (!en || !zh) throw new Error('no report');

    const look = { run: 'run-1', at: '2026-11-23T18:00:00.000Z' };
    const failures = await keepFindings(store, look, { en, zh }, new Set(['cn-hangzhou']));

    expect(failures).toEqual([]);
    expect(await known(store)).toHaveLength(en.findings.length);
  });
});

describe('one Service with a finding that would be too large, in a night of one process', () => {
  const test = nights((place) => ({ type: 'file', path: place }));

  it('leaves the others told', async () => {
    const night = await test.scan(longAnnotation('name', "'") as Parameters<typeof test.scan>[0]);

    expect(night).toMatchObject({ code: 1, err: expect.stringContaining('alerts: 1 sent') });
    expect(test.texts()).toEqual([expect.stringContaining('cluster-c2')]);
    expect((await test.findings()).map(({ finding }) => finding.clusterId)).toContain('c2');
  });
});

describe('a run that cannot be closed', () => {
  const folder = temporaryFolder();
  let fleet: Fleet;
  let run: ShardedRun;
  let dingtalk: DingtalkServer;
  afterEach(async () => {
    await run.close();
    await fleet.close();
    await dingtalk.close();
  });

  it('keeps no message waiting that a robot did not take before', async () => {
    fleet = await startFleet(world({ clusterId: 'c1' }));
    dingtalk = await startDingtalk([ROBOT_SECRETS]);
    run = await sharded(fleet, folder, { alerts: { dingtalk: [ROBOT] } });
    const { rows } = run.station;
    await run.start();
    await run.next();
    await rows.put('findings', ['c1', 'damaged'], { finding: 'none' }, 'any');
    const waiting = { message: { title: 'CCM', text: 'CCM waits' }, status: 'pending', attempts: 1 };
    const digest = { at: new Date().toISOString(), settled: true, messages: 1, verdicts: {} };
    await rows.put('digests', ['run-0'], digest, 'any');
    await rows.put('deliveries', ['run-0', 'ops', '001'], waiting, 'any');
    const env = { ROBOT_URL: dingtalk.webhook(ROBOT_SECRETS.token), ROBOT_SECRET: ROBOT_SECRETS.secret };

    const station = { ...run.station, rows: checkedRows(rows) };
    const sweeping = keep(station, { task: 'sweep' }, env, new AbortController().signal);

    await expect(sweeping).rejects.toThrow('The row c1 damaged of the table findings');
    expect((await findRun(rows, 'run-1'))?.status).toBe('running');
    expect(dingtalk.arrived.map(({ text }) => text)).toEqual([expect.stringContaining('CCM waits')]);
  });
});
