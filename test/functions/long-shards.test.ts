import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/files.ts';
import { generatedAccounts } from '../support/generated-accounts.ts';
import { buildBundles, type Cloud, startCloudWithFunctions } from './support/cloud.ts';
import { expectFindingsOf, expectOneDigest, expectTidy } from './support/expect-night.ts';

const FLEET = generatedAccounts(1, {
  seed: 11,
  clusters: 6,
  services: 120,
  nodesPerCluster: 2,
  driftEvery: 3,
  orphans: 4,
  regions: ['cn-hangzhou'],
});
const SLOW = { requestsPerMinute: 1_000_000, concurrency: 1 };
const LIMITS = { slb: SLOW, ecs: SLOW, vpc: SLOW, cs: SLOW };

describe('a shard that takes longer than its function may run', () => {
  const bundles = temporaryFolder();
  let cloud: Cloud;
  beforeAll(() => buildBundles(bundles));
  afterEach(() => cloud.close());

  it('is done by several invocations, of which none is killed', async () => {
    // The whole shard takes some 16 seconds: one that did not pause would be killed all the same.
    const time = { shardSeconds: 4, graceSeconds: 5, latency: 45 };
    cloud = await startCloudWithFunctions(FLEET, bundles, { ...time, limits: LIMITS });

    const run = await cloud.night('2026-11-23T18:00:00Z');

    await expectFindingsOf(cloud, run, FLEET);
    await expectOneDigest(cloud, run);
    await expectTidy(cloud);
    const shards = cloud.functions.invocations.filter(({ functionName }) =>
      /audit-region/.test(functionName),
    );
    expect(shards.map(({ outcome }) => outcome)).not.toContain('killed');
    const results = shards.map(({ result }) => (JSON.parse(result) as { outcome: string }).outcome);
    expect(results.filter((outcome) => outcome === 'paused').length).toBeGreaterThan(1);
    expect(results.filter((outcome) => outcome === 'closed')).toHaveLength(1);
    const groups = cloud.fleet.cloud.calls.of({ api: 'DescribeVServerGroups' });
    const asked = new Map<string, number>();
    for (const { parameters } of groups) {
      const id = parameters.LoadBalancerId ?? '';
      asked.set(id, (asked.get(id) ?? 0) + 1);
    }
    // Once for the first look, once for the second where something was found, and once more where a pause cut it off.
    const most = Math.max(...asked.values());
    expect(most).toBeLessThanOrEqual(2 + results.length);
    expect(groups.length).toBeLessThan(asked.size * 2 + results.length);
  }, 600_000);
});
