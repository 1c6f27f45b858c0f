import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report, Snapshot } from '../../shared/index.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { generatedAccounts } from '../support/generated-accounts.ts';
import { liveScan } from '../support/live.ts';
import { plotOf } from './plot.ts';
import { untruths } from './report-truths.ts';
import { arrivedAgain, type Known, toldTooOften, untruthsAtTheEnd, untruthsOfStore } from './store-truths.ts';

const held: Snapshot = generatedAccounts(1, {
  seed: 3,
  clusters: 3,
  services: 12,
  nodesPerCluster: 2,
  driftEvery: 3,
  orphans: 2,
  regions: ['cn-hangzhou'],
});

describe('what the stories of chaos call untrue of a report', () => {
  let fleet: Fleet;
  let report: Report;
  beforeAll(async () => {
    fleet = await startFleet(held);
    ({ report } = await liveScan(fleet));
  });
  afterAll(() => fleet.close());

  it('is nothing of a true one', () => {
    expect(report.findings.length).toBeGreaterThan(3);
    expect(untruths(report, held)).toEqual([]);
  });

  it.each<[what: string, lie: (report: Report) => Report, complaint: RegExp]>([
    [
      'a finding that is not there',
      (true_) => ({ ...true_, findings: true_.findings.map((one) => ({ ...one, id: `${one.id}0` })) }),
      /^invented/,
    ],
    [
      'a finding with other values',
      (true_) => ({ ...true_, findings: true_.findings.map((one) => ({ ...one, effect: 'info' })) }),
      /^other than it is/,
    ],
    ['a finding that is lost', (true_) => ({ ...true_, findings: true_.findings.slice(1) }), /lacks|missing/],
    [
      'a finding that is lost, while something else could not be read',
      (true_) => ({
        ...true_,
        findings: true_.findings.slice(1),
        failures: [{ regionId: 'cn-elsewhere', resource: 'services', code: 'X', message: 'x' }],
      }),
      /no failure says why/,
    ],
    [
      'a cluster that is lost',
      (true_) => ({ ...true_, clusters: true_.clusters.slice(1) }),
      /without a word/,
    ],
    [
      'a blocked cluster that is called ready',
      (true_) => ({ ...true_, clusters: true_.clusters.map((one) => ({ ...one, verdict: 'ready' })) }),
      /is called ready, and is blocked/,
    ],
    [
      'an unread cluster that is called ready',
      (true_) => ({
        ...true_,
        clusters: true_.clusters.map((one) => ({ ...one, verdict: 'ready', error: 'Forbidden' })),
      }),
      /is called ready, though/,
    ],
  ])('is %s', (_, lie, complaint) => {
    expect(untruths(lie(report), held)).toContainEqual(expect.stringMatching(complaint));
  });
});

describe('what the stories of chaos call untrue of a store', () => {
  const record = {
    finding: {
      id: 'f1',
      rule: 'load-balancer-name',
      clusterId: 'c1',
      namespace: 'prod',
      service: 'web',
      effect: 'fails-check',
    },
    status: 'open',
    history: [{ kind: 'opened' }],
    told: { kind: 'open', effect: 'fails-check' },
  };
  const withTexts = (status: 'open' | 'resolved', told: unknown = record.told) =>
    ({
      ...record,
      status,
      told,
      finding: { ...record.finding, confirmed: true, texts: { en: { message: 'It differs' } } },
    }) as unknown as FindingRecord;
  const knows = (...records: readonly FindingRecord[]): Known => ({
    findings: new Map(records.map((one) => [one.finding.id, one])),
    deliveries: [],
  });
  const f1: ReadonlySet<string> = new Set(['f1']);

  it('is a finding resolved that is there', () => {
    const complaints = untruthsOfStore(knows(withTexts('open')), knows(withTexts('resolved')), [f1, f1]);

    expect(complaints).toEqual(['wrongly resolved: load-balancer-name It differs']);
  });

  it('is a finding that never was, and one that is forgotten', () => {
    expect(untruthsOfStore(knows(), knows(withTexts('open')), [new Set()])).toHaveLength(1);
    expect(untruthsOfStore(knows(withTexts('open')), knows(), [f1])).toHaveLength(1);
  });

  it('is a finding that nobody is told of, or that stays open, or was never kept', () => {
    const withFinding = { findings: [{ id: 'f1', rule: 'load-balancer-name' }] } as unknown as Report;
    const without = { findings: [] } as unknown as Report;

    const open = withTexts('open');
    const note = { ...open, finding: { ...open.finding, effect: 'info' as const } };
    const toldOf = (clusterId: string) => {
      const text = `**one** (${clusterId}) · first seen\n\n- **prod/web** · It differs`;
      return { token: 'ops', title: 't', text, atMobiles: [], bytes: 1 };
    };
    const told = toldOf('c1');

    expect(untruthsAtTheEnd(knows(withTexts('open')), withFinding, [told])).toEqual([]);
    for (const arrived of [[], [toldOf('c2')]]) {
      expect(untruthsAtTheEnd(knows(withTexts('open')), withFinding, arrived)).toEqual([
        expect.stringMatching(/stands in no message/),
      ]);
    }
    expect(untruthsAtTheEnd(knows(note), withFinding, [])).toEqual([]);
    expect(untruthsAtTheEnd(knows(withTexts('open', null)), withFinding, [])).toHaveLength(1);
    expect(untruthsAtTheEnd(knows(withTexts('open')), without, [told])).toHaveLength(1);
    expect(untruthsAtTheEnd(knows(), withFinding, [])).toHaveLength(1);
  });

  it('is a message that is said to be sent and never arrived, or waits', () => {
    const message = { title: 't', text: 'a text' };
    const delivered = (status: 'sent' | 'pending'): Known => ({
      findings: new Map(),
      deliveries: [{ message, status, attempts: 1 }] as unknown as Known['deliveries'],
    });
    const empty = { findings: [] } as unknown as Report;
    const arrived = [{ token: 'ops', atMobiles: [], bytes: 1, ...message }];

    expect(untruthsAtTheEnd(delivered('sent'), empty, arrived)).toEqual([]);
    expect(untruthsAtTheEnd(delivered('sent'), empty, [])).toHaveLength(1);
    expect(untruthsAtTheEnd(delivered('pending'), empty, arrived)).toHaveLength(1);
  });

  it('is news that comes in a second message, or a message that comes again', () => {
    const arrived = (run: string) => ({
      token: 'ops',
      title: 't',
      text: `run ${run}\n**one** (c1)\n- **prod/web** · "update" · It differs`,
      atMobiles: [],
      bytes: 1,
    });
    const kept = knows(withTexts('open'));

    expect(toldTooOften(kept, [arrived('1'), arrived('1')])).toEqual([]);
    expect(arrivedAgain([arrived('1'), arrived('1')])).toBe(1);
    expect(toldTooOften(kept, [arrived('1'), arrived('2')])).toHaveLength(1);
  });
});

describe('the plot of a seed', () => {
  it('is the same every time, and another for another seed', () => {
    expect(plotOf(7)).toEqual(plotOf(7));
    expect(plotOf(7)).not.toEqual({ ...plotOf(8), seed: 7 });
  });

  it('leaves out no kind of trouble in a few hundred seeds', () => {
    const kinds = new Set(
      Array.from({ length: 240 }, (_, seed) => plotOf(seed + 1))
        .flatMap(({ nights }) => nights.flatMap(({ troubles }) => troubles))
        .map(({ at }) => at),
    );

    expect([...kinds].sort()).toEqual(
      [
        'cloud',
        'clock',
        'company',
        'disk',
        'keys',
        'kubernetes',
        'pages',
        'process',
        'robot',
        'tablestore',
        'tokens',
      ].sort(),
    );
  });
});
