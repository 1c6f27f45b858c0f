import { describe, expect, it } from 'vitest';
import { buildDigest, type DigestSource, verdictsToTell } from '../../shared/alerts/build-digest.ts';
import type { ClusterReport, Finding, Verdict } from '../../shared/report/report.ts';
import { seen, told } from '../../shared/store/life-cycle.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import type { RunRecord } from '../../shared/store/run.ts';
import { stored } from '../store/support/finding.ts';

const AT = '2026-11-23T02:00:00.000Z';
const SUPPRESSED = { suppressed: { reason: 'known', source: 'config' } } as const;
const UNCONFIRMED = { confirmed: false };

function runWith(verdict: Verdict): RunRecord {
  const cluster: ClusterReport = {
    clusterId: 'c1',
    name: 'cluster-c1',
    regionId: 'cn-hangzhou',
    verdict,
    services: 1,
    findings: 1,
  };
  return { run: 'run-1', status: 'closed', startedAt: AT, targetCcmVersion: '2.14.0', clusters: [cluster] };
}

function record(overrides: Partial<Finding>): FindingRecord {
  return seen(undefined, stored(overrides), { run: 'run-1', at: AT });
}

function changesOf(verdict: Verdict, records: readonly FindingRecord[], known: DigestSource['verdicts']) {
  const source = { run: runWith(verdict), records, suppressions: [], verdicts: known };
  return buildDigest(source, 'en', false).changes.map(({ from, to }) => `${from} → ${to}`);
}

describe('the verdict of a cluster', () => {
  it.each<[what: string, verdict: Verdict, findings: readonly Partial<Finding>[], told: object]>([
    ['blocked by what is told', 'blocked', [{}], { c1: 'blocked' }],
    ['blocked by what is suppressed', 'blocked', [SUPPRESSED], {}],
    ['blocked by what is not confirmed', 'blocked', [UNCONFIRMED], {}],
    ['blocked by both kinds', 'blocked', [SUPPRESSED, { id: 'f2' }], { c1: 'blocked' }],
    ['blocked, what is told being of another', 'blocked', [SUPPRESSED, { id: 'f2', clusterId: 'c2' }], {}],
    ['blocked, what is told being no reason', 'blocked', [SUPPRESSED, { id: 'f2', effect: 'orphaned' }], {}],
    ['unknown', 'unknown', [SUPPRESSED], { c1: 'unknown' }],
    ['ready', 'ready', [], { c1: 'ready' }],
  ])('%s', (_, verdict, findings, told) => {
    expect(verdictsToTell(runWith(verdict), findings.map(record))).toEqual(told);
  });

  it.each<
    [
      what: string,
      verdict: Verdict,
      finding: Partial<Finding>,
      known: Record<string, Verdict>,
      changes: string[],
    ]
  >([
    ['that is new and blocked is told', 'blocked', {}, {}, ['null → blocked']],
    ['that is new and blocked in silence is not', 'blocked', SUPPRESSED, {}, []],
    ['that was ready and is blocked in silence is not', 'blocked', UNCONFIRMED, { c1: 'ready' }, []],
    ['that was blocked and is so in silence is not', 'blocked', SUPPRESSED, { c1: 'blocked' }, []],
    ['that is blocked as before is not', 'blocked', {}, { c1: 'blocked' }, []],
    ['that was unknown and is blocked is told', 'blocked', {}, { c1: 'unknown' }, ['unknown → blocked']],
    ['that is new and ready is not', 'ready', SUPPRESSED, {}, []],
    ['that was blocked and is ready is told', 'ready', SUPPRESSED, { c1: 'blocked' }, ['blocked → ready']],
    ['that is new and unknown is told', 'unknown', SUPPRESSED, {}, ['null → unknown']],
  ])('%s', (_, verdict, finding, known, changes) => {
    expect(changesOf(verdict, [record(finding)], known)).toEqual(changes);
  });

  it('that nobody ever told of is told at the first digest', () => {
    expect(changesOf('blocked', [record({})], undefined)).toEqual(['null → blocked']);
  });
});

describe('what people are owed', () => {
  function itemsOf(records: readonly FindingRecord[], language: 'en' | 'zh' = 'en') {
    const source = { run: runWith('blocked'), records, suppressions: [], verdicts: {} };
    return buildDigest(source, language, false).items.map(({ finding }) => finding);
  }
  const WEB = { namespace: 'shop', service: 'web' };
  const spec = { ...WEB, id: '1', rule: 'load-balancer-spec', phrase: 'modify the slb instance spec' };
  const chargeType = {
    ...WEB,
    id: '2',
    rule: 'load-balancer-instance-charge-type',
    phrase: 'modify loadbalancer instance charge type',
  };
  const hidden = { visibility: 'hidden', hiddenBehind: '2' } as const;

  it('stands in the order of urgency, whatever the ids, and says behind what it is hidden', () => {
    const records = [
      record({ ...spec, ...hidden }),
      record({ ...WEB, id: '0', effect: 'info' }),
      record(chargeType),
      record({ ...WEB, id: '3', effect: 'breaks-sync' }),
    ];

    const items = itemsOf(records);

    expect(items.map(({ id }) => id)).toEqual(['2', '1', '3', '0']);
    expect(items.map(({ hiddenBehind }) => hiddenBehind)).toEqual([
      undefined,
      'modify loadbalancer instance charge type',
      undefined,
      undefined,
    ]);
  });

  it('names what hides it though people know of that already, or the check has no words for it', () => {
    const known = told(record({ id: '2', effect: 'breaks-sync', rule: 'annotation-invalid' }), 'run-0');

    const [item, ...others] = itemsOf([record({ ...spec, ...hidden }), known], 'zh');

    expect(others).toEqual([]);
    expect(item?.hiddenBehind).toBe('CCM 无法解析 Service 的注解');
  });

  it('is hidden behind something that is not known', () => {
    expect(itemsOf([record({ ...spec, ...hidden })]).map(({ hiddenBehind }) => hiddenBehind)).toEqual(['']);
  });
});
