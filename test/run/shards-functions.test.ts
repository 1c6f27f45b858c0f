import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/index.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { twoAccounts } from '../support/accounts.ts';
import { temporaryFolder } from '../support/files.ts';
import { generatedAccounts } from '../support/generated-accounts.ts';
import { liveScan, sorted } from '../support/live.ts';
import { annotate, partsOf, type World, world } from '../support/world.ts';
import { type ShardedRun, sharded } from './support/sharded.ts';

interface ConfiguredCluster {
  readonly clusterId: string;
}

describe('one region that several functions read, each the clusters of its own VPC', () => {
  const folder = temporaryFolder();
  let fleet: Fleet;
  let run: ShardedRun;
  let count = 0;
  afterEach(async () => {
    await run.close();
    await fleet.close();
  });

  /** Each cluster is read by a function of its own. */
  async function apart(snapshot: Snapshot, overrides: object = {}): Promise<void> {
    fleet = await startFleet(snapshot);
    const config = fleet.config() as { readonly accounts: readonly { clusters: ConfiguredCluster[] }[] };
    const accounts = config.accounts.map((account) => ({
      ...account,
      clusters: account.clusters.map((cluster) => ({ ...cluster, function: `reads-${cluster.clusterId}` })),
    }));
    run = await sharded(fleet, `${folder}/${count++}`, { accounts, ...overrides });
  }

  it('gives what one scan of all gives', async () => {
    const options = { seed: 3, clusters: 4, services: 60, nodesPerCluster: 2, driftEvery: 3, orphans: 6 };
    await apart(generatedAccounts(1, { ...options, unrelatedLoadBalancers: 9, regions: ['cn-hangzhou'] }));
    const whole = await liveScan(fleet);

    await run.start();
    const asked = run.asked.map(({ functionName }) => functionName);
    const report = await run.finish('run-1');

    expect(new Set(asked).size).toBe(4);
    expect(report.findings.some(({ rule }) => rule === 'load-balancer-orphan')).toBe(true);
    expect(sorted(report)).toEqual(sorted(whole.report));
    expect(report.coverage).toEqual(whole.report.coverage);
    const counts = (clusters: typeof report.clusters) =>
      clusters.map(({ clusterId, verdict, findings }) => [clusterId, verdict, findings]).sort();
    expect(counts(report.clusters)).toEqual(counts(whole.report.clusters));
  });

  it('sees what Services of different functions do to one SLB', async () => {
    const held = sharingOneListener();
    await apart(held as Snapshot);
    const whole = await liveScan(fleet);

    await run.start();
    const report = await run.finish('run-1');

    const conflicts = report.findings.filter(({ rule }) => rule === 'listener-conflict');
    expect(conflicts.map(({ clusterId }) => clusterId).sort()).toEqual(['c1', 'c2']);
    expect(sorted(report)).toEqual(sorted(whole.report));
  });

  it('calls no SLB abandoned, or of an unknown cluster, that another function knows', async () => {
    const held = world({ clusterId: 'c1' }, { clusterId: 'c2' });
    const [first, second] = held.clusters;
    // The Service of c1 is gone; one of c2 reuses its SLB.
    if (first) first.kubernetes.services = { items: [] };
    const user = second?.kubernetes.services.items?.[0];
    if (user) annotate(user, 'id', 'lb-c1-web');
    await apart(held as Snapshot);
    const whole = await liveScan(fleet);

    await run.start();
    const report = await run.finish('run-1');

    expect(report.findings.map(({ rule }) => rule)).not.toContain('load-balancer-unknown-cluster');
    expect(report.findings.filter(({ loadBalancerId }) => loadBalancerId === 'lb-c1-web')).toEqual(
      whole.report.findings.filter(({ loadBalancerId }) => loadBalancerId === 'lb-c1-web'),
    );
    expect(sorted(report)).toEqual(sorted(whole.report));
  });

  it('counts a suppression as used when any of them uses it', async () => {
    const held = world({ clusterId: 'c1' }, { clusterId: 'c2' });
    annotate(partsOf(held).service, 'name', 'wanted');
    const suppressions = [
      { rule: 'load-balancer-name', target: 'c1/prod/*', reason: 'known' },
      { rule: 'listener-start', target: '**', reason: 'of no use' },
    ];
    await apart(held as Snapshot, { suppressions });

    await run.start();
    const report = await run.finish('run-1');

    expect(report.suppressions?.map(({ rule, state }) => [rule, state])).toEqual([
      ['load-balancer-name', 'active'],
      ['listener-start', 'unused'],
    ]);
  });
});

describe('shards of several accounts', () => {
  const folder = temporaryFolder();
  let fleet: Fleet;
  let run: ShardedRun;
  afterEach(async () => {
    await run.close();
    await fleet.close();
  });

  it('count a cluster once that two of them have, and say so as one scan of all does', async () => {
    fleet = await startFleet(twoAccounts() as Snapshot);
    const config = fleet.config({ discover: true }) as { readonly accounts: readonly object[] };
    const [first] = config.accounts;
    const accounts = [first, { ...first, name: 'once-more' }];
    run = await sharded(fleet, `${folder}/twins`, { accounts });
    const whole = await liveScan(fleet, { accounts });

    await run.start();
    const report = await run.finish('run-1');

    expect(report.failures).toEqual(whole.report.failures);
    expect(report.failures.map(({ code }) => code)).toEqual(['ClusterTwice']);
    expect(report.coverage).toEqual(whole.report.coverage);
  });

  it('say that no cluster matches only where none of all the regions has one', async () => {
    const options = { seed: 4, clusters: 2, services: 2, regions: ['cn-hangzhou', 'cn-beijing'] };
    const held = generatedAccounts(2, options);
    fleet = await startFleet(held);
    const config = fleet.config() as { readonly accounts: readonly object[] };
    const includes = [held.clusters[0]?.name, 'no-such-*'];
    const accounts = config.accounts.map((account, index) => ({
      ...account,
      clusters: { discover: true, include: [includes[index]] },
    }));
    run = await sharded(fleet, `${folder}/unmatched`, { accounts });

    await run.start();
    const report = await run.finish('run-1');

    expect(report.failures.map(({ code, message }) => [code, message])).toEqual([
      ['NoClusterMatches', 'no cluster of account account-2 matches its include (no-such-*)'],
    ]);
  });
});

/** A Service of each of two clusters reuses one SLB and wants its port 80 for itself. */
function sharingOneListener(): World {
  const held = world(
    { clusterId: 'c1', services: [{ reused: true, annotations: { 'force-override-listeners': 'true' } }] },
    { clusterId: 'c2', services: [{ reused: true, annotations: { 'force-override-listeners': 'true' } }] },
  );
  const user = held.clusters[1]?.kubernetes.services.items?.[0];
  if (user) annotate(user, 'id', 'lb-c1-web');
  return held;
}
