import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterReport, Finding, Report } from '../../shared/report/report.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { findings, keepFindings } from '../../shared/store/keep-findings.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { temporaryFolder } from '../support/files.ts';
import { finding, inChinese } from './support/finding.ts';

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

function kept(night: number, report: Report): Promise<void> {
  const zh = { ...report, findings: report.findings.map(inChinese) };
  const look = { run: `run-${night}`, at: new Date(Date.UTC(2026, 10, night)).toISOString() };
  return keepFindings(rows, look, { en: report, zh });
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
