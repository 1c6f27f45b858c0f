import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packPage, unpackPage } from '../../shared/formats/html/page-codec.ts';
import { fleetData } from '../../shared/http/fleet.ts';
import type { ClusterReport, Finding, Report, Verdict } from '../../shared/report/report.ts';
import { keepReport } from '../../shared/run/kept-report.ts';
import type { Station } from '../../shared/run/station.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { keepFindings } from '../../shared/store/keep-findings.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { beginRun, closedRun, closeRun, type RunOrder } from '../../shared/store/run.ts';
import { planShards } from '../../shared/store/shards.ts';
import { finding, inChinese } from '../store/support/finding.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();
let stores = 0;
let rows: RowStore;

beforeEach(async () => {
  rows = await openFileRows(join(folder, `store-${stores++}`));
});
afterEach(() => rows.close());

const WHOLE: RunOrder = { kind: 'nightly', until: '2026-11-30T00:00:00.000Z', keeps: true, tells: true };
const IN_PART: RunOrder = { ...WHOLE, kind: 'on-demand', keeps: false, scope: { clusters: ['c1'] } };

/** Names sort by time, as those of real runs do. */
function nameOf(night: number): string {
  return `run-${String(night).padStart(2, '0')}`;
}

function timeOf(night: number): string {
  return new Date(Date.UTC(2026, 10, night, 2)).toISOString();
}

function cluster(clusterId: string, verdict: Verdict): ClusterReport {
  const name = `cluster-${clusterId}`;
  return { clusterId, name, regionId: 'cn-hangzhou', verdict, services: 1, findings: 0 };
}

function reportOf(night: number, clusters: readonly ClusterReport[], findings: readonly Finding[]): Report {
  const scan = {
    id: nameOf(night),
    startedAt: timeOf(night),
    finishedAt: timeOf(night),
    targetCcmVersion: '2.14.0',
  };
  const none = { total: 0, read: 0 };
  const coverage = { clusters: none, services: { total: 0, compared: 0 }, loadBalancers: none };
  return { formatVersion: 1, scan, coverage, clusters, findings, failures: [] };
}

/** A night of the whole fleet as it leaves its traces in the store. */
async function night(number: number, verdict: Verdict, findings: readonly Finding[]): Promise<Report> {
  const en = reportOf(number, [cluster('c1', verdict)], findings);
  const zh = { ...en, findings: findings.map(inChinese) };
  const run = nameOf(number);
  await keepFindings(rows, { run, at: timeOf(number) }, { en, zh }, new Set());
  await keepReport(rows, run, { en, zh });
  await closeRun(rows, closedRun(run, en, WHOLE));
  return en;
}

function ask(at = timeOf(30)) {
  const config = { deadlines: { scanSeconds: 600 } };
  return fleetData({ rows, config, now: () => Date.parse(at) } as Station);
}

describe('what the fleet page shows', () => {
  it('is nothing before the first run has come to an end', async () => {
    expect(await ask()).toEqual({
      languages: ['en', 'zh'],
      runs: [],
      wholeRuns: [],
      underWay: null,
      report: null,
    });
  });

  it('is the last report in both languages, with the life of its findings', async () => {
    const lasting = finding({ id: 'f1' });
    await night(1, 'ready', [lasting]);
    await night(2, 'blocked', [lasting]);

    const { report, life } = await ask();

    expect(report?.scan.id).toBe('run-02');
    expect(report?.findings).toMatchObject([
      {
        id: 'f1',
        texts: { en: { message: lasting.message }, zh: { message: inChinese(lasting).message } },
      },
    ]);
    expect(life).toEqual({ f1: { firstSeen: timeOf(1), lastSeen: timeOf(2), sightings: 2 } });
  });

  it('says what has changed since the run before', async () => {
    const [gone, stays, comes] = ['gone', 'stays', 'comes'].map((id) => finding({ id }));
    await night(
      1,
      'ready',
      [gone, stays].filter((one) => one !== undefined),
    );
    await night(
      2,
      'blocked',
      [stays, comes].filter((one) => one !== undefined),
    );

    const { changes } = await ask();

    expect(changes).toMatchObject({
      since: { run: 'run-01', startedAt: timeOf(1) },
      opened: ['comes'],
      reopened: [],
      worse: [],
      resolved: [{ id: 'gone' }],
      verdicts: [{ clusterId: 'c1', name: 'cluster-c1', before: 'ready', after: 'blocked' }],
    });
  });

  it('knows no changes after the first run', async () => {
    await night(1, 'ready', []);

    expect(await ask()).not.toHaveProperty('changes');
  });

  it('leaves scans of a part of the fleet to the history', async () => {
    await night(1, 'ready', []);
    await closeRun(rows, closedRun('run-02', reportOf(2, [], []), IN_PART));

    const { report, runs, wholeRuns, underWay } = await ask();

    expect(report?.scan.id).toBe('run-01');
    expect(wholeRuns.map(({ run }) => run)).toEqual(['run-01']);
    expect(underWay).toBeNull();
    expect(runs).toMatchObject([
      { run: 'run-02', kind: 'on-demand', isWhole: false },
      { run: 'run-01', kind: 'nightly', isWhole: true, verdicts: { blocked: 0, unknown: 0, ready: 1 } },
    ]);
  });

  it('passes over a run whose report is not kept any more, and says so', async () => {
    await night(1, 'ready', []);
    await closeRun(rows, closedRun('run-02', reportOf(2, [], []), WHOLE));

    const { report, unkept } = await ask();

    expect(report?.scan.id).toBe('run-01');
    expect(unkept).toEqual({ run: 'run-02', startedAt: timeOf(2) });
  });

  it('says nothing of older reports that are not kept', async () => {
    await closeRun(rows, closedRun('run-01', reportOf(1, [], []), WHOLE));
    await night(2, 'ready', []);

    expect(await ask()).not.toHaveProperty('unkept');
  });

  it('tells a run for another target from one of a part of the fleet', async () => {
    const { scope: _, ...forOther } = IN_PART;
    await closeRun(rows, closedRun('run-01', reportOf(1, [], []), forOther));
    await closeRun(rows, closedRun('run-02', reportOf(2, [], []), IN_PART));

    const { runs, wholeRuns } = await ask();

    expect(runs.map(({ isWhole, isOfOtherTarget }) => [isWhole, isOfOtherTarget])).toEqual([
      [false, undefined],
      [false, true],
    ]);
    expect(wholeRuns).toEqual([]);
  });

  it('finds two whole runs behind 250 scans of parts of the fleet', async () => {
    await night(1, 'ready', []);
    await night(2, 'blocked', []);
    for (let scan = 100; scan < 350; scan++) {
      await closeRun(rows, closedRun(`run-2-${scan}`, reportOf(2, [], []), IN_PART));
    }

    const { report, changes, runs } = await ask();

    expect(report?.scan.id).toBe('run-02');
    expect(changes?.since.run).toBe('run-01');
    expect(runs).toHaveLength(30);
  });

  it('looks for whole runs no further back than 90 days', async () => {
    await night(1, 'ready', []);
    for (let scan = 100; scan < 350; scan++) {
      await closeRun(rows, closedRun(`run-2-${scan}`, reportOf(2, [], []), IN_PART));
    }

    expect((await ask(timeOf(1 + 89))).report?.scan.id).toBe('run-01');
    expect((await ask(timeOf(1 + 91))).report).toBeNull();
  });

  it('says how far the run is that is under way', async () => {
    await planShards(
      rows,
      'run-03',
      [{ shard: 's1', accountId: 'main', regionId: 'cn-hangzhou', function: 'audit-region' }],
      timeOf(3),
    );
    await beginRun(rows, {
      run: 'run-03',
      order: WHOLE,
      startedAt: timeOf(3),
      targetCcmVersion: '2.14.0',
    });

    const { underWay, runs } = await ask();

    expect(underWay).toMatchObject({ id: 'run-03', progress: { shards: { total: 1, done: 0 } } });
    expect(runs).toMatchObject([{ run: 'run-03', status: 'running' }]);
  });

  it('waits for no run whose process was killed', async () => {
    await beginRun(rows, { run: 'run-03', startedAt: timeOf(3), targetCcmVersion: '2.14.0' });

    const { underWay, runs } = await ask();

    expect(underWay).toBeNull();
    expect(runs).toMatchObject([{ run: 'run-03', status: 'lost', kind: 'command' }]);
  });

  it('has the last 30 runs', async () => {
    for (let number = 1; number <= 31; number++) await night(number, 'ready', []);

    const { runs } = await ask();

    expect(runs).toHaveLength(30);
    expect(runs.at(-1)?.run).toBe('run-02');
  });

  it('goes over the wire and back', async () => {
    await night(1, 'blocked', [finding({ id: 'f1' })]);
    const data = await ask();

    const received = unpackPage(JSON.parse(JSON.stringify(packPage(data))));

    expect(received).toEqual(JSON.parse(JSON.stringify(data)));
  });
});
