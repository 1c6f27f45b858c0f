import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterReport, Finding, Report } from '../../shared/report/report.ts';
import type { Failure } from '../../shared/snapshot/snapshot.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { findings, keepFindings } from '../../shared/store/keep-findings.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { closedRun, closeRun, findRun } from '../../shared/store/run.ts';
import { temporaryFolder } from '../support/files.ts';
import { finding, inChinese } from './support/finding.ts';
import { all } from './support/rows-reading.ts';

const folder = temporaryFolder();
let stores = 0;
let rows: RowStore;

beforeEach(async () => {
  rows = await openFileRows(join(folder, `store-${stores++}`));
});
afterEach(() => rows.close());

function cluster(clusterId: string, error?: string): ClusterReport {
  return {
    clusterId,
    name: `cluster-${clusterId}`,
    regionId: 'cn-hangzhou',
    verdict: error === undefined ? 'ready' : 'unknown',
    services: 1,
    findings: 0,
    ...(error !== undefined && { error }),
  };
}

function reportOf(found: readonly Finding[], overrides: Partial<Report> = {}): Report {
  const none = { total: 0, read: 0 };
  return {
    formatVersion: 1,
    scan: { id: 's', startedAt: '', finishedAt: '', targetCcmVersion: '2.14.0' },
    coverage: { clusters: none, services: { total: 0, compared: 0 }, loadBalancers: none },
    clusters: [cluster('c1'), cluster('c2')],
    findings: found,
    failures: [],
    ...overrides,
  };
}

function kept(
  night: number,
  report: Report,
  regions: readonly string[] = ['cn-hangzhou'],
): Promise<readonly Failure[]> {
  const zh = { ...report, findings: report.findings.map(inChinese) };
  const look = { run: `run-${night}`, at: new Date(Date.UTC(2026, 10, night)).toISOString() };
  return keepFindings(rows, look, { en: report, zh }, new Set(regions));
}

async function records(): Promise<FindingRecord[]> {
  const found: FindingRecord[] = [];
  for await (const { record } of findings(rows)) found.push(record);
  return found;
}

async function statuses(): Promise<Record<string, string>> {
  return Object.fromEntries((await records()).map(({ finding: { id }, status }) => [id, status]));
}

const ONE = finding({ id: 'one', clusterId: 'c1' });
const TWO = finding({ id: 'two', clusterId: 'c2' });
const FAILURE = { resource: 'services', code: 'Forbidden', message: 'no', clusterId: 'c2' };

describe('findings of a run', () => {
  it('are kept in both languages', async () => {
    await kept(1, reportOf([ONE]));

    const [record] = await records();
    expect(record?.finding.texts.en.message).toBe('the name differs');
    expect(record?.finding.texts.zh.message).toBe('名称不同');
  });

  it('that are not there any more are resolved, and no others', async () => {
    await kept(1, reportOf([ONE, TWO]));
    await kept(2, reportOf([TWO]));

    expect(await statuses()).toEqual({ one: 'resolved', two: 'open' });
  });

  it('of a cluster that could not be read are neither seen nor gone', async () => {
    await kept(1, reportOf([ONE, TWO]));
    const before = await records();

    const clusters = [cluster('c1'), cluster('c2', 'its API server denied the Services')];
    await kept(2, reportOf([], { clusters, failures: [FAILURE] }));

    expect(await statuses()).toEqual({ one: 'resolved', two: 'open' });
    expect((await records())[1]).toEqual(before[1]);
  });

  it.each([
    [
      'a cluster beside it could not be read',
      { clusters: [cluster('c1'), cluster('c2', 'down')], failures: [FAILURE] },
    ],
    [
      'a rule of the fleet crashed',
      { failures: [{ resource: 'rules', code: 'RuleCrashed', message: 'rule load-balancer-orphan' }] },
    ],
  ])('of rules that rest on the whole region stay when %s', async (_, night) => {
    const orphan = finding({
      id: 'orphan',
      rule: 'load-balancer-orphan',
      effect: 'orphaned',
      clusterId: 'c1',
    });
    await kept(1, reportOf([ONE, orphan]));

    await kept(2, reportOf([], night));

    expect(await statuses()).toEqual({ one: 'resolved', orphan: 'open' });
  });

  it('that are there although their cluster could not be read in full are seen', async () => {
    const clusters = [cluster('c1'), cluster('c2', 'its Nodes could not be read')];
    await kept(1, reportOf([TWO], { clusters, failures: [FAILURE] }));
    await kept(2, reportOf([TWO], { clusters, failures: [FAILURE] }));

    expect(await records()).toMatchObject([{ status: 'open', sightings: 2 }]);
  });

  it.each([
    ['are resolved when all was read', [], 'resolved'],
    ['stay when something was not', [FAILURE], 'open'],
  ])('of a cluster that left the fleet %s', async (_, failures, status) => {
    await kept(1, reportOf([ONE, TWO]));
    await kept(2, reportOf([ONE], { clusters: [cluster('c1')], failures }));

    expect(await statuses()).toEqual({ one: 'open', two: status });
  });

  it('of a cluster that left the fleet with its region stay: nobody looked', async () => {
    const far = finding({ id: 'far', clusterId: 'c3', regionId: 'cn-beijing' });
    await kept(1, reportOf([far]));
    await kept(2, reportOf([]));

    expect(await statuses()).toEqual({ far: 'open' });
  });

  it.each([
    ['are resolved when all was read', [], ['cn-hangzhou', 'cn-beijing'], 'resolved'],
    ['stay when something was not', [FAILURE], ['cn-hangzhou', 'cn-beijing'], 'open'],
    ['stay when that region was not', [], ['cn-hangzhou'], 'open'],
  ])('of the last cluster of a region %s', async (_, failures, regions, status) => {
    const last = finding({ id: 'last', clusterId: 'c3', regionId: 'cn-beijing' });
    const far = { ...cluster('c3'), regionId: 'cn-beijing' };
    await kept(1, reportOf([last], { clusters: [cluster('c1'), far] }), ['cn-hangzhou', 'cn-beijing']);

    await kept(2, reportOf([], { clusters: [cluster('c1')], failures }), regions);

    expect(await statuses()).toEqual({ last: status });
  });

  it('of a cluster that nobody knows, in a region without any, end with its SLB', async () => {
    const rule = 'load-balancer-unknown-cluster';
    const unknown = finding({ id: 'unknown', rule, effect: 'info', clusterId: 'gone' });
    await kept(1, reportOf([unknown], { clusters: [] }));
    await kept(2, reportOf([unknown], { clusters: [] }));
    await kept(3, reportOf([], { clusters: [] }));

    expect(await records()).toMatchObject([{ status: 'resolved', sightings: 2 }]);
  });

  it.each([
    ['are resolved when all was read', [], 'resolved'],
    ['stay when something was not', [FAILURE], 'open'],
  ])('that belong to no cluster %s', async (_, failures, status) => {
    const lone = finding({ id: 'lone', clusterId: '', effect: 'orphaned' });
    await kept(1, reportOf([lone]));
    await kept(2, reportOf([], { failures }));

    expect(await statuses()).toEqual({ lone: status });
  });

  it('of one id in two clusters are two', async () => {
    await kept(1, reportOf([ONE, { ...ONE, clusterId: 'c2' }]));
    await kept(2, reportOf([ONE]));

    expect((await records()).map(({ status }) => status)).toEqual(['open', 'resolved']);
  });

  it('are the same when a run is kept twice', async () => {
    await kept(1, reportOf([ONE, TWO]));
    await kept(2, reportOf([TWO]));
    const before = await records();

    await kept(2, reportOf([TWO]));

    expect(await records()).toEqual(before);
  });

  it('are too many for one write, and all kept', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => finding({ id: `f${index}` }));
    await kept(1, reportOf(many));
    await kept(2, reportOf(many.slice(0, 1_000)));

    const all = Object.values(await statuses());
    expect(all.filter((status) => status === 'open')).toHaveLength(1_000);
    expect(all.filter((status) => status === 'resolved')).toHaveLength(1_500);
  });
});

describe('a finding that no row can hold', () => {
  const HUGE = 'x'.repeat(2_000_000);

  it.each([
    ['its name is that long', finding({ id: 'huge', clusterId: 'c1', service: HUGE })],
    ['its key is none', finding({ id: 'huge', clusterId: 'c'.repeat(300) })],
  ])('is named, and all others are kept: %s', async (_, huge) => {
    const failures = await kept(1, reportOf([ONE, huge, TWO]));

    expect(await statuses()).toEqual({ one: 'open', two: 'open' });
    expect(failures).toEqual([
      expect.objectContaining({
        resource: 'findings',
        code: 'NotKept',
        regionId: 'cn-hangzhou',
        message: expect.stringMatching(/^finding huge \(load-balancer-name\) is not kept: /),
      }),
    ]);
  });

  it('does not keep its run from being closed, which names it', async () => {
    const huge = finding({ id: 'huge', clusterId: 'c1', service: HUGE });
    const report = reportOf([huge]);
    const failures = await kept(1, report);

    await closeRun(rows, closedRun('run-1', { ...report, failures }));

    const closed = await findRun(rows, 'run-1');
    expect(closed?.failures).toMatchObject([{ code: 'NotKept', message: expect.stringContaining('huge') }]);
  });

  it('is no resolved one: what was known of it stays', async () => {
    await kept(1, reportOf([ONE, TWO]));
    const before = await records();

    await kept(2, reportOf([{ ...ONE, loadBalancerId: HUGE }]));

    expect((await records())[0]).toEqual(before[0]);
    expect(await statuses()).toEqual({ one: 'open', two: 'resolved' });
  });

  it.each([
    ['message', { message: HUGE }],
    ['commands', { fixes: [{ kind: 'revert', text: 'set it back', command: HUGE } as const] }],
    ['values', { changes: [{ field: 'Name', actual: HUGE, expected: [HUGE, HUGE] }] }],
  ])('but for its %s has these cut, the same way every night', async (_, large) => {
    const huge = finding({ id: 'huge', clusterId: 'c1', ...large });

    const failures = [await kept(1, reportOf([huge])), await kept(2, reportOf([huge]))];

    expect(failures).toEqual([[], []]);
    const [record] = await records();
    expect(record).toMatchObject({ status: 'open', sightings: 2, history: [{ kind: 'opened' }] });
    expect(JSON.stringify(record).length).toBeLessThan(100_000);
  });

  it('of an older version, with hardly any room in its row, can be resolved all the same', async () => {
    await kept(1, reportOf([ONE]));
    const [row] = await all(rows.range('findings'));
    const record = row?.data as FindingRecord;
    const { texts } = record.finding;
    const room = 1_048_570 - Buffer.byteLength(JSON.stringify(record));
    const cause = texts.en.cause + 'x'.repeat(room);
    const old = { ...record.finding, texts: { ...texts, en: { ...texts.en, cause } } };
    await rows.put('findings', row?.key ?? [], { ...record, finding: old }, 'any');

    const failures = await kept(2, reportOf([]));

    expect(failures).toEqual([]);
    expect(await records()).toMatchObject([{ status: 'resolved', history: [{ kind: 'resolved' }] }]);
  });
});
