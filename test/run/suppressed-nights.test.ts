import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '../../shared/index.ts';
import { inSync, renamed } from './support/fleets.ts';
import { nights, ROBOT } from './support/nights.ts';

const RULE = 'load-balancer-name';
const CONFIGURED = { rule: RULE, target: 'prod/*', reason: 'renamed on purpose', until: '2027-01-01' };
const IGNORE = 'ccm-preflight/ignore';

// Before the servers start: they keep the clock that they begin with.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime('2026-12-31T20:00:00Z');
});
const { scan, command, configure, findings, texts } = nights((folder) => ({ type: 'file', path: folder }));
afterEach(() => {
  vi.useRealTimers();
});

describe.each<[where: string, prepare: () => Snapshot]>([
  [
    'the config',
    () => {
      configure({ suppressions: [CONFIGURED] });
      return renamed();
    },
  ],
  ['an annotation', () => renamed({ [IGNORE]: `${RULE} until 2027-01-01: renamed on purpose` })],
])('a finding that is suppressed by %s', (_, prepare) => {
  it('is kept and reported, and nobody is told of it or of its cluster', async () => {
    const { code, out, err } = await scan(prepare());

    expect(code).toBe(0);
    expect(err).not.toContain('alerts');
    expect(texts()).toEqual([]);
    expect(JSON.parse(out)).toMatchObject({
      clusters: [
        { clusterId: 'c1', verdict: 'blocked' },
        { clusterId: 'c2', verdict: 'ready' },
      ],
      findings: [{ rule: RULE, suppressed: { reason: 'renamed on purpose', until: '2027-01-01' } }],
      suppressions: [{ rule: RULE, state: 'active' }],
    });
    expect(await findings()).toMatchObject([{ status: 'open', finding: { suppressed: {} } }]);
  });

  it('is told as new when the suppression expires, once', async () => {
    const fleet = prepare();
    await scan(fleet);

    vi.setSystemTime('2027-01-02T00:00:00Z');
    const first = await scan(fleet);
    vi.setSystemTime('2027-01-03T00:00:00Z');
    const second = await scan(fleet);

    expect([first.code, second.code]).toEqual([1, 1]);
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toMatch(/1 cluster now blocked, 1 new finding/);
    expect(texts()[0]).toMatch(/prod\/web.*expired after 2027-01-01.*renamed on purpose/s);
    expect(await findings()).toMatchObject([{ status: 'open', sightings: 3, told: { kind: 'open' } }]);
  });

  it('ends without a word, as it began', async () => {
    await scan(prepare());
    await scan(inSync() as Snapshot);

    expect(texts()).toEqual([]);
    expect(await findings()).toMatchObject([{ status: 'resolved' }]);
  });
});

describe('a finding that is suppressed when people know of it', () => {
  it('is told of no more but its end', async () => {
    await scan(renamed());
    configure({ suppressions: [CONFIGURED] });
    const suppressed = await scan(renamed());
    expect(suppressed.code).toBe(0);
    expect(texts()).toHaveLength(1);

    await scan(inSync() as Snapshot);

    expect(texts()).toHaveLength(2);
    expect(texts()[1]).toMatch(/1 cluster now ready, 1 resolved/);
  });
});

describe('suppressions that do not do what they were written for', () => {
  beforeEach(() => {
    configure({
      suppressions: [
        { ...CONFIGURED, until: '2026-12-30' },
        { rule: 'listener-update', target: 'dev/*', reason: 'no such thing' },
      ],
      alerts: { dingtalk: [{ ...ROBOT, summary: true }] },
    });
  });

  it('stand in the table of the report', async () => {
    await scan(renamed());

    const { out } = await command('scan', '--no-alerts', '--no-color');

    expect(out).toMatch(/load-balancer-name prod\/\* \(2026-12-30\): .*expired.*; renamed on purpose/);
    expect(out).toMatch(/listener-update dev\/\*: .*unused.*; no such thing/);
  });

  it('stand in the daily summary, although nothing is new', async () => {
    await scan(renamed({ [IGNORE]: 'no colon here' }));
    await scan(renamed({ [IGNORE]: 'no colon here' }));

    expect(texts()).toHaveLength(2);
    expect(texts()[1]).not.toContain('new finding');
    expect(texts()[1]).toMatch(/expired after 2026-12-30.*renamed on purpose/);
    expect(texts()[1]).toMatch(/no colon here/);
    expect(texts()[1]).toMatch(/suppresses nothing · listener-update.*no such thing/);
    expect(texts()[1]).toContain('cluster-c1');
  });
});
