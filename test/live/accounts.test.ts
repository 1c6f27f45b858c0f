import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { auditSnapshot, type Report } from '../../shared/index.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { asRoles, twoAccounts } from '../support/accounts.ts';
import { sorted } from '../support/live.ts';
import { type Run, run } from '../support/terminal.ts';

function scan(fleet: Fleet, overrides: FleetConfig = {}, env = fleet.env()): Promise<Run> {
  return run(['scan', '--config', fleet.configText(overrides), '--format', 'json'], { env });
}

function reportIn({ out }: Run): Report {
  return JSON.parse(out) as Report;
}

describe('several accounts', () => {
  let fleet: Fleet;
  afterEach(() => fleet.close());

  it.each([
    ['listed', false],
    ['discovered', true],
  ])('of one region are read with their own keys, and apart: clusters %s', async (_, discover) => {
    fleet = await startFleet(twoAccounts());

    const result = await scan(fleet, { discover });

    expect(result.code).toBe(0);
    expect(reportIn(result).clusters.map(({ clusterId, verdict }) => [clusterId, verdict])).toEqual([
      ['c1', 'ready'],
      ['c2', 'ready'],
    ]);
    const asked = fleet.cloud.calls.of({ api: 'DescribeVServerGroups' });
    expect(asked.map(({ account, parameters }) => [account, parameters.LoadBalancerId]).sort()).toEqual([
      ['account-100', 'lb-c1-web'],
      ['account-200', 'lb-c2-web'],
    ]);
  });

  it('do not lend each other their SLBs', async () => {
    const held = twoAccounts();
    const [first, second] = held.regions;
    second?.slb.loadBalancers.push(...(first?.slb.loadBalancers.splice(0) ?? []));
    fleet = await startFleet(held);

    const result = await scan(fleet);

    const missing = reportIn(result).findings.filter(({ rule }) => rule === 'load-balancer-missing');
    expect(missing.map(({ clusterId }) => clusterId)).toEqual(['c1']);
    const fromFile = auditSnapshot(held, { now: reportIn(result).scan.startedAt });
    expect(sorted(reportIn(result))).toEqual(sorted(fromFile));
  });

  it('fail apart: keys that one does not accept leave the other untouched', async () => {
    fleet = await startFleet(twoAccounts());

    const result = await scan(fleet, {}, { ...fleet.env(), FLEET_KEY_SECRET_1: 'of another' });

    const { clusters, findings } = reportIn(result);
    expect(result.code).toBe(2);
    expect(clusters.map(({ clusterId, verdict }) => [clusterId, verdict])).toEqual([
      ['c1', 'unknown'],
      ['c2', 'ready'],
    ]);
    expect(clusters[0]?.error).toContain('check the access key of account account-100');
    expect(findings).toEqual([]);
  });

  it.each([
    ['listed', false],
    ['discovered', true],
  ])('are read through a role of each, taken once with the keys of one: clusters %s', async (_, discover) => {
    fleet = await startFleet(twoAccounts());

    const result = await scan(fleet, asRoles(fleet, { discover }));

    expect(result.code).toBe(0);
    expect(reportIn(result).coverage.services).toEqual({ total: 2, compared: 2 });
    const taken = fleet.cloud.calls.of({ api: 'AssumeRole' });
    expect(taken.map(({ account, parameters }) => [account, parameters.RoleArn]).sort()).toEqual([
      ['account-100', 'acs:ram::100:role/preflight'],
      ['account-100', 'acs:ram::200:role/preflight'],
    ]);
    expect(fleet.cloud.calls.of({ account: 'account-200' }).length).toBeGreaterThan(3);
    expect(fleet.cloud.calls.unexpected()).toEqual([]);
  });

  it('are known by one name each: clusters that two name are read once, and that is said', async () => {
    const { snapshot } = generateFleet({
      seed: 12,
      clusters: 2,
      services: 30,
      driftEvery: 5,
      orphans: 3,
      regions: ['cn-hangzhou'],
    });
    fleet = await startFleet(snapshot);
    const { accounts } = fleet.config({ discover: true }) as { accounts: { name: string }[] };
    const twice = [...accounts, ...accounts.map((account) => ({ ...account, name: 'the-same' }))];

    const result = await scan(fleet, { accounts: twice });

    const report = reportIn(result);
    const whole = auditSnapshot(snapshot, { now: report.scan.startedAt });
    expect(result.code).toBe(2);
    expect(report.clusters).toHaveLength(2);
    expect(sorted(report)).toEqual(sorted(whole));
    expect(report.coverage.loadBalancers.total).toBe(snapshot.regions[0]?.slb.loadBalancers.length);
    expect(report.failures.map(({ accountId, code, message }) => [accountId, code, message])).toEqual(
      snapshot.clusters.map(({ name, clusterId }) => [
        'the-same',
        'ClusterTwice',
        `cluster ${name} (${clusterId}) is one of account main too; name each account once`,
      ]),
    );
  });
});
