import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { deliver } from '../../shared/alerts/deliver.ts';
import { settleDigests, writeDigest } from '../../shared/alerts/outbox.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { PreflightError } from '../../shared/errors.ts';
import { clusterState } from '../../shared/http/clusters.ts';
import { fleetData } from '../../shared/http/fleet.ts';
import { Problem } from '../../shared/http/problem.ts';
import { recentRuns, reportsOf, statusOf } from '../../shared/http/scans.ts';
import { auditPart } from '../../shared/report/audit-snapshot.ts';
import { openCheckpoint } from '../../shared/run/checkpoint.ts';
import { keepReport } from '../../shared/run/kept-report.ts';
import type { Station } from '../../shared/run/station.ts';
import { sweep } from '../../shared/run/sweep.ts';
import { PART, wholeReport } from '../../shared/run/whole-report.ts';
import { checkedRows } from '../../shared/store/checked-rows.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { keepFindings } from '../../shared/store/keep-findings.ts';
import { putLarge } from '../../shared/store/large.ts';
import { takeLease } from '../../shared/store/lease.ts';
import type { Row, RowStore, TableName } from '../../shared/store/rows.ts';
import { TABLES } from '../../shared/store/rows.ts';
import { beginRun, closedRun, closeRun, findRun } from '../../shared/store/run.ts';
import { changeShard, planShards, shardsOf } from '../../shared/store/shards.ts';
import { temporaryFolder } from '../support/files.ts';
import { SILENT_LOG } from '../support/silent-log.ts';
import { fuzzAsync } from './support/fuzz.ts';
import { mutated, mutations } from './support/mutate.ts';

const CONFIG = `accounts:
  - name: main
    regions: [cn-hangzhou]
    credentials: { accessKeyId: env:A, accessKeySecret: env:B }
`;
const { snapshot } = generateFleet({
  seed: 3,
  clusters: 2,
  services: 6,
  driftEvery: 2,
  orphans: 1,
  regions: ['cn-hangzhou'],
});
const NOW = Date.UTC(2026, 10, 23, 3);
const STARTED = '2026-11-23T02:00:00.000Z';
const [DONE, OPEN] = ['20261123T010000Z-042-1a2b3c', '20261123T020000Z-042-1a2b3c'];
const ORDER = { kind: 'nightly', until: '2026-11-24T00:00:00.000Z', keeps: true, tells: true } as const;
const ROBOT = { id: 'ops', url: 'https://127.0.0.1/x', atMobiles: [] };

let rows: RowStore;
let station: Station;
let kept: readonly (readonly [TableName, Row])[];
let part: object;

/** One run that is closed, with its findings, report and digest, and one that is under way, with two shards and a part. */
beforeAll(async () => {
  rows = await openFileRows(join(temporaryFolder(), 'store'));
  const { report, facts } = auditPart(snapshot, { now: NOW });
  const { report: zh } = auditPart(snapshot, { now: NOW, language: 'zh' });
  const words = {
    findings: zh.findings.map(({ id, message, cause, fixes }) => ({ id, message, cause, fixes })),
  };
  part = { report, zh: words, facts, unconfirmable: [], notFound: [] };
  await keepFindings(rows, { run: DONE, at: STARTED }, { en: report, zh: words }, new Set(['cn-hangzhou']));
  await keepReport(rows, DONE, { en: report, zh: words });
  const closed = closedRun(DONE, report, ORDER);
  await closeRun(rows, closed);
  const robots = [
    { robot: ROBOT, language: 'en', match: { clusters: ['*'], effects: ['fails-check'] }, summary: true },
  ] as const;
  await writeDigest(rows, { run: closed, suppressions: [], robots, at: STARTED });
  await beginRun(rows, { run: OPEN, order: ORDER, startedAt: STARTED, targetCcmVersion: '2.14.0' });
  const place = { accountId: 'main', regionId: 'cn-hangzhou', function: 'f' };
  await planShards(
    rows,
    OPEN,
    [
      { ...place, shard: '0001-a' },
      { ...place, shard: '0002-b' },
    ],
    STARTED,
  );
  const progress = { clusters: { total: 1, done: 1 }, loadBalancers: { total: 2, done: 2 } };
  await changeShard(rows, OPEN, '0001-a', (before) => ({
    ...before,
    status: 'closed',
    progress,
    trouble: 'none',
  }));
  await putLarge(rows, 'reports', [OPEN, '0001-a'], { [PART]: part });
  await putLarge(rows, 'checkpoints', [OPEN, '0002-b'], { 'o-0': [['key', '{"value":[1]}']] });
  await takeLease(rows, { name: 'run', owner: 'x', lasts: 1_000, now: () => NOW });
  const config = loadConfig(CONFIG, {});
  station = {
    config,
    rows: checkedRows(rows),
    invoker: { invoke: async () => undefined },
    log: SILENT_LOG,
    secret: () => 'x',
    now: () => NOW,
  };
  const all: [TableName, Row][] = [];
  for (const table of Object.keys(TABLES) as TableName[]) {
    for await (const row of rows.range(table)) all.push([table, row]);
  }
  kept = all;
});
afterAll(() => rows.close());

/** All that reads the store. Each part of it gives something, or an error of ours. */
async function readAll(): Promise<void> {
  const { rows: checked } = station;
  const works: readonly (() => Promise<unknown>)[] = [
    () => fleetData(station),
    () => clusterState(station, snapshot.clusters[0]?.clusterId ?? '', 'zh'),
    () => reportsOf(station, DONE),
    async () => {
      for (const record of await recentRuns(station, 5)) await statusOf(station, record);
    },
    async () => {
      const record = await findRun(checked, OPEN);
      if (record) await wholeReport(station, record, await shardsOf(checked, OPEN));
    },
    async () => {
      const checkpoint = await openCheckpoint(checked, {
        run: OPEN,
        shard: '0002-b',
        owner: 'p',
        onTrouble: () => undefined,
      });
      checkpoint.recall('key');
      await checkpoint.end();
    },
    () => sweep(station),
    () => settleDigests(checked),
    () =>
      deliver(checked, {
        robots: [ROBOT],
        send: async () => ({ kind: 'later', reason: 'x', afterMilliseconds: 1 }),
        now: () => NOW,
        atOnce: true,
        mayGoOn: async () => true,
      }),
    () => takeLease(checked, { name: 'run', owner: 'y', lasts: 1, now: () => NOW }),
  ];
  for (const work of works) {
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof PreflightError || thrown instanceof Problem)) throw thrown;
    }
  }
}

async function restore(): Promise<void> {
  for (const [table, { key, data }] of kept) await rows.put(table, key, data, 'any');
}

describe('rows that somebody else has written, or another version', () => {
  it('are all there, one of each table', () => {
    expect(new Set(kept.map(([table]) => table)).size).toBe(Object.keys(TABLES).length);
  });

  it('are read as they are meant, or named as damaged', async () => {
    await fuzzAsync(70, fc.tuple(fc.nat(), fc.nat(), mutations(3)), async ([table, at, changes]) => {
      const tables = Object.keys(TABLES);
      const ofTable = kept.filter(([name]) => name === tables[table % tables.length]);
      const [name, row] = ofTable[at % ofTable.length] as [TableName, Row];
      await rows.put(name, row.key, mutated(row.data, changes), 'any').catch(onlyRefused);

      await readAll();
      await restore();
    });
  });

  it('that hold what a shard came to are taken for it, or the shard for lost', async () => {
    await fuzzAsync(120, mutations(3), async (changes) => {
      await putLarge(rows, 'reports', [OPEN, '0001-a'], { [PART]: mutated(part, changes) }).catch(onlyDeep);
      const record = await findRun(station.rows, OPEN);
      if (!record) throw new Error('the run is gone');

      const { en } = await wholeReport(station, record, await shardsOf(station.rows, OPEN));

      expect(JSON.stringify(en).length).toBeGreaterThan(100);
    });
    await restore();
  });
});

/** What the store itself does not take cannot be in it. */
function onlyRefused(thrown: unknown): void {
  if (!(thrown instanceof PreflightError)) throw thrown;
}

/** What is nested too deeply to be written cannot have been. */
function onlyDeep(thrown: unknown): void {
  if (!(thrown instanceof RangeError)) throw thrown;
}
