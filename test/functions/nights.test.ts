import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { auditSnapshot } from '../../shared/index.ts';
import type { Call } from '../servers/calls.ts';
import type { Chaos } from '../servers/functions-setup.ts';
import { temporaryFolder } from '../support/files.ts';
import { generatedAccounts } from '../support/generated-accounts.ts';
import { buildBundles, type Cloud, startCloudWithFunctions } from './support/cloud.ts';
import { expectFindingsOf, expectOneDigest, expectTidy } from './support/expect-night.ts';

const FLEET = generatedAccounts(3, {
  seed: 7,
  clusters: 40,
  services: 80,
  nodesPerCluster: 2,
  driftEvery: 8,
  orphans: 8,
  unrelatedLoadBalancers: 20,
  regions: ['cn-hangzhou', 'cn-beijing', 'cn-shanghai', 'cn-shenzhen'],
});
const DEAD = { account: 'account-2', region: 'cn-shenzhen' };

describe('a night on Function Compute, of 3 accounts with 4 regions and 10 clusters in each', () => {
  const bundles = temporaryFolder();
  let cloud: Cloud;
  beforeAll(() => buildBundles(bundles));
  afterEach(() => cloud.close());

  it('goes from the timer to one digest', async () => {
    cloud = await startCloudWithFunctions(FLEET, bundles);

    const run = await cloud.night('2026-11-23T18:00:00Z');

    const { en } = await cloud.reports(run.run);
    expect(run.coverage).toEqual(auditSnapshot(FLEET, { now: run.startedAt }).coverage);
    expect(new Set(en.findings.map(({ confirmed }) => confirmed))).toEqual(new Set([true]));
    await expectFindingsOf(cloud, run, FLEET);
    expect(await expectOneDigest(cloud, run)).toContain('CCM');
    await expectTidy(cloud);
    const summaries = cloud.log().filter(({ msg }) => msg === 'shard closed');
    expect(summaries).toHaveLength(12);
    expect(summaries[0]).toMatchObject({
      run: run.run,
      throttled: 0,
      callsByApi: { DescribeLoadBalancers: expect.any(Number) },
      peakMegabytes: expect.any(Number),
    });
    const { invocations } = cloud.functions;
    expect(invocations.map(({ outcome }) => outcome)).not.toContain('error');
    expect(Math.max(...invocations.map(({ event }) => event.length))).toBeLessThan(200);
    const printed = [...cloud.functions.logs, ...cloud.dingtalk.arrived.map(({ text }) => text)].join('\n');
    expect(cloud.fleet.secrets().filter((secret) => printed.includes(secret))).toEqual([]);
  }, 600_000);

  it('finds the same, and tells it once, amid doubled and killed invocations, throttling and a dead region', async () => {
    cloud = await startCloudWithFunctions(FLEET, bundles);
    const { faults } = cloud.fleet.cloud;
    faults.add({
      when: ({ account, region }) => account === DEAD.account && region === DEAD.region,
      reply: 'html503',
    });
    faults.add({ when: storms(), reply: 'throttle' });
    cloud.functions.chaos = chaosOf();

    const run = await cloud.night('2026-11-23T18:00:00Z');

    const dead = new Set(
      FLEET.clusters
        .filter(
          ({ accountId, regionId }) => `account-${accountId}` === DEAD.account && regionId === DEAD.region,
        )
        .map(({ clusterId }) => clusterId),
    );
    expect(dead.size).toBe(10);
    await expectFindingsOf(cloud, run, FLEET, ({ clusterId }) => !dead.has(clusterId));
    expect(run.clusters?.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
    expect(run.clusters?.filter(({ clusterId }) => dead.has(clusterId))).toEqual([]);
    expect(run.failures).toContainEqual(
      expect.objectContaining({ accountId: DEAD.account, regionId: DEAD.region, resource: 'clusters' }),
    );
    const digest = await expectOneDigest(cloud, run);
    expect(digest).toContain(`DescribeClustersV1 in ${DEAD.region}`);
    await expectTidy(cloud);
    const { invocations } = cloud.functions;
    const killed = invocations.filter(({ outcome }) => outcome === 'killed');
    expect(new Set(killed.map(({ functionName }) => functionName)).size).toBe(2);
    expect(invocations.filter(({ isDuplicate }) => isDuplicate).length).toBeGreaterThan(3);
    expect(cloud.fleet.cloud.calls.of({ status: 400 }).length).toBeGreaterThan(20);
  }, 600_000);
});

/** Of each hundred different calls of SLB thirty in a row are refused, twice each. */
function storms(): (call: Call) => boolean {
  const tries = new Map<string, { readonly number: number; count: number }>();
  return ({ product, account, region, api, parameters }) => {
    if (product !== 'slb') return false;
    const asked = Object.entries(parameters).filter(([name]) => !/signature|timestamp/i.test(name));
    const key = JSON.stringify([account, region, api, asked]);
    const call = tries.get(key) ?? { number: tries.size, count: 0 };
    tries.set(key, call);
    return call.number % 100 < 30 && call.count++ < 2;
  };
}

const THIRD = 3;
const FIFTH = 5;

/**
 * Every third event comes twice; every fifth shard's first invocation is killed when half of its ten clusters are read,
 * and whoever closes the run before it has told anybody.
 */
function chaosOf(): Chaos {
  let number = 0;
  return ({ attempt, isDuplicate, functionName }) => {
    if (attempt > 1) return undefined;
    if (functionName !== 'ccm-preflight-audit-region') return { killAt: 'run closed' };
    if (isDuplicate) return undefined;
    number++;
    return { duplicate: number % THIRD === 0, ...(number % FIFTH === 0 && { killAt: '"done":5,' }) };
  };
}
