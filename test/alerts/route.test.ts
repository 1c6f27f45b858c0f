import { describe, expect, it } from 'vitest';
import { digestMessages } from '../../shared/alerts/digest.ts';
import type { Digest } from '../../shared/alerts/digest-data.ts';
import { routeDigest } from '../../shared/alerts/route.ts';
import { ALERT_EFFECTS, type DingtalkRobot } from '../../shared/config/config.ts';
import { digest, finding, item, orphan, PAY, SHOP, weights } from './digests.ts';

const DIGEST = digest({
  clusters: [SHOP, PAY].map(({ clusterId, clusterName: name }) => ({
    clusterId,
    name,
    verdict: 'blocked',
    open: { 'fails-check': 2, orphaned: 1 },
  })),
  changes: [SHOP, PAY].map(({ clusterId, clusterName: name }) => ({
    clusterId,
    name,
    from: 'ready',
    to: 'blocked',
  })),
  items: [
    item('new', finding('en', { id: 'shop-check' })),
    item('resolved', finding('en', { id: 'shop-mended' })),
    item('new', orphan('en', { id: 'shop-orphan' })),
    item('worse', weights('en', { id: 'pay-traffic', ...PAY })),
    item('resolved', orphan('en', { id: 'pay-orphan', ...PAY })),
  ],
  unscanned: [
    { clusterId: PAY.clusterId, clusterName: PAY.clusterName, reason: 'denied' },
    { regionId: 'cn-hangzhou', reason: 'denied' },
  ],
});

function routed(match: Partial<DingtalkRobot['match']>): Digest {
  return routeDigest(DIGEST, { clusters: ['*'], effects: ALERT_EFFECTS, ...match });
}

function ids({ items }: Digest): string[] {
  return items.map(({ finding: { id } }) => id);
}

describe('a robot', () => {
  it('that matches everything is told everything', () => {
    expect(routed({})).toEqual(DIGEST);
  });

  it.each<[string, Partial<DingtalkRobot['match']>, string[]]>([
    ['a glob over names', { clusters: ['*-hangzhou'] }, ['shop-check', 'shop-mended', 'shop-orphan']],
    ['a glob over ids', { clusters: [`${PAY.clusterId.slice(0, 6)}*`] }, ['pay-traffic', 'pay-orphan']],
    [
      'one of several globs',
      { clusters: ['x', 'prod-{hangzhou,x}'] },
      ['shop-check', 'shop-mended', 'shop-orphan'],
    ],
    ['an effect, which what is resolved had', { effects: ['orphaned'] }, ['shop-orphan', 'pay-orphan']],
    ['both', { clusters: ['*shanghai'], effects: ['changes-traffic', 'fails-check'] }, ['pay-traffic']],
    ['no part of a name', { clusters: ['prod'] }, []],
  ])('is told the items that match %s', (_, match, expected) => {
    expect(ids(routed(match))).toEqual(expected);
  });

  it('is told the verdicts of its clusters, whatever its effects', () => {
    const { changes } = routed({ clusters: ['prod-hangzhou'], effects: ['orphaned'] });

    expect(changes.map(({ clusterId }) => clusterId)).toEqual([SHOP.clusterId]);
  });

  it('is told of regions that could not be read, and of its own clusters alone', () => {
    const { unscanned } = routed({ clusters: ['prod-hangzhou'] });

    expect(unscanned).toEqual([{ regionId: 'cn-hangzhou', reason: 'denied' }]);
  });

  it('is shown the totals of its clusters and effects', () => {
    const text = digestMessages(routed({ clusters: ['prod-hangzhou'], effects: ['orphaned'] }), {
      language: 'en',
      atMobiles: [],
    })
      .map((message) => message.text)
      .join('\n');

    expect(text).toContain('**Clusters**: 0 ready · 1 blocked · 0 unknown');
    expect(text).toContain('**Open findings**: 1 orphaned');
  });

  it.each([['team/prod'], ['.hidden'], ['two\nlines'], ['']])(
    'with * is told of a cluster named %j',
    (name) => {
      const named = { clusterId: 'c5', clusterName: name };
      const of = digest({ items: [item('new', finding('en', named))] });

      expect(ids(routeDigest(of, { clusters: ['*'], effects: ALERT_EFFECTS }))).toHaveLength(1);
    },
  );

  it('with a glob is told of a cluster whose name has a slash in it', () => {
    const of = digest({ items: [item('new', finding('en', { clusterName: 'prod-team/a' }))] });

    expect(ids(routeDigest(of, { clusters: ['prod-*'], effects: ALERT_EFFECTS }))).toHaveLength(1);
  });
});
