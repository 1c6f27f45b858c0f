import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Snapshot } from '../shared/index.ts';
import { CLUSTER_ACTIONS, LISTING_ACTION } from '../shared/scan/permissions/cluster-checks.ts';
import { KUBERNETES_TRIALS } from '../shared/scan/permissions/kubernetes-checks.ts';
import { rulesOf } from '../shared/scan/permissions/missing.ts';
import { NETWORK_ACTIONS } from '../shared/scan/permissions/network-checks.ts';
import { SLB_ACTIONS } from '../shared/scan/permissions/slb-checks.ts';
import { type Fleet, type FleetOptions, startFleet } from './servers/fleet.ts';
import type { FleetConfig } from './servers/fleet-config.ts';
import type { Kubernetes } from './servers/kubernetes.ts';
import { stopTimers } from './support/stopped-timers.ts';
import { type Run, run } from './support/terminal.ts';
import { type World, world } from './support/world.ts';

const ALL_ACTIONS = ['slb:DescribeLoadBalancers', ...SLB_ACTIONS, ...NETWORK_ACTIONS];
const ALL_VERBS = KUBERNETES_TRIALS.map(({ grant }) => `${grant.verb} ${grant.resource}`);
const DISCOVER: FleetConfig = { discover: true };

const open: Fleet[] = [];
afterEach(async () => {
  const fleets = open.splice(0);
  for (const fleet of fleets) expectReadOnly(fleet);
  await Promise.all(fleets.map((fleet) => fleet.close()));
});

function expectReadOnly({ cloud, kubernetes }: Fleet): void {
  for (const server of [cloud, ...kubernetes.values()]) expect(server.calls.unexpected()).toEqual([]);
  const asked = [...kubernetes.values()].flatMap((server) => server.calls.all);
  expect(asked.filter(({ api }) => !api.startsWith('GET '))).toEqual([]);
}

async function fleetOf(snapshot: Snapshot, options?: FleetOptions): Promise<Fleet> {
  const fleet = await startFleet(snapshot, options);
  open.push(fleet);
  return fleet;
}

/** Two clusters of one account and region. */
function twoClusters(): World {
  const both = world({ clusterId: 'c1' }, { clusterId: 'c2' });
  for (const cluster of both.clusters) cluster.ccmVersion = 'v2.9.1';
  return both;
}

/** Runs the command as a user would, and makes sure that no secret comes out. */
async function check(fleet: Fleet, overrides: FleetConfig = {}, ...args: readonly string[]): Promise<Run> {
  const result = await run(['check-config', '--config', fleet.configText(overrides), ...args], {
    env: fleet.env(),
  });
  for (const secret of fleet.secrets()) expect(result.out + result.err).not.toContain(secret);
  return result;
}

/** Rows of the printed table: where, permission, result, note. */
function rowsOf({ out }: Run): string[][] {
  return out
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .slice(1)
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Permissions and results of one place. */
function resultsIn(result: Run, place: string): Record<string, string> {
  const own = rowsOf(result).filter(([where]) => where === place);
  return Object.fromEntries(own.map(([, permission = '', outcome = '']) => [permission, outcome]));
}

function noteOf(result: Run, permission: string): string | undefined {
  return rowsOf(result).find((row) => row[1] === permission)?.[3];
}

/** The RAM policies that were printed. */
function policiesIn({ out }: Run): { Version: string; Statement: unknown[] }[] {
  return [...out.matchAll(/^\{\n.*?^\}$/gms)].map(([text]) => JSON.parse(text));
}

/** The ClusterRoles that were printed. */
function rolesIn({ out }: Run): { kind: string; rules: unknown[] }[] {
  return [...out.matchAll(/^apiVersion:.*?(?=\n\n|$(?![\s\S]))/gms)].map(([text]) => parse(text));
}

function serverOf(fleet: Fleet, clusterId: string): Kubernetes {
  const server = fleet.kubernetes.get(clusterId);
  if (!server) throw new Error(`no cluster ${clusterId}`);
  return server;
}

const REGION = 'main / cn-hangzhou';
const FIRST = 'main / cluster-c1';
const SECOND = 'main / cluster-c2';

describe('a config all of whose permissions work', () => {
  it('gives 0, a row of each permission, and one line that says so', async () => {
    const fleet = await fleetOf(twoClusters());

    const result = await check(fleet);

    expect(result).toMatchObject({ code: 0, err: '' });
    expect(resultsIn(result, REGION)).toEqual(Object.fromEntries(ALL_ACTIONS.map((one) => [one, 'ok'])));
    for (const cluster of [FIRST, SECOND]) {
      const verbs = ALL_VERBS.map((verb) => [verb === 'get events' ? `${verb} (optional)` : verb, 'ok']);
      expect(resultsIn(result, cluster)).toEqual(Object.fromEntries(verbs));
    }
    expect(result.out.trimEnd().split('\n').at(-1)).toBe('All 23 permissions work.');
  });

  it('tries the CS API where clusters are discovered', async () => {
    const fleet = await fleetOf(twoClusters());

    const result = await check(fleet, DISCOVER);

    expect(result.code).toBe(0);
    expect(resultsIn(result, REGION)[LISTING_ACTION]).toBe('ok');
    expect(resultsIn(result, SECOND)).toMatchObject({
      'cs:DescribeClusterUserKubeconfig': 'ok',
      'cs:GetClusterAddonInstance': 'ok',
      'list nodes': 'ok',
    });
  });

  it('asks each API once, and for no more than one page of any list', async () => {
    const snapshot = twoClusters();
    const fleet = await fleetOf(snapshot, { mostItems: 1 });

    await check(fleet, DISCOVER);

    expect(fleet.cloud.calls.counts()).toEqual({
      ...Object.fromEntries(ALL_ACTIONS.map((one) => [one.replace(/^\w+:/, ''), 1])),
      DescribeClustersV1: 1,
      DescribeClusterUserKubeconfig: 2,
      GetClusterAddonInstance: 2,
    });
    for (const { calls } of fleet.kubernetes.values())
      expect(Object.values(calls.counts())).toEqual(Array(7).fill(1));
  });

  it('is not one that cannot tell whether pods are backends by default', async () => {
    const fleet = await fleetOf(twoClusters());
    fleet.cloud.faults.add({ when: ({ api }) => api === 'GetClusterAddonInstance', reply: 'forbidden' });

    const result = await check(fleet, DISCOVER);

    expect(result.code).toBe(2);
    expect(resultsIn(result, FIRST)['cs:GetClusterAddonInstance']).toBe('denied');
    expect(policiesIn(result)).toHaveLength(1);
  });
});

describe('what is denied', () => {
  it('is named with the RAM action that is missing, and that alone is in the policy', async () => {
    const fleet = await fleetOf(twoClusters());
    fleet.cloud.faults.add({ when: ({ api }) => api === 'DescribeVServerGroups', reply: 'forbidden' });

    const result = await check(fleet);

    expect(result.code).toBe(2);
    const { 'slb:DescribeVServerGroups': denied, ...others } = resultsIn(result, REGION);
    expect(denied).toBe('denied');
    expect([...new Set(Object.values(others))]).toEqual(['ok']);
    expect(policiesIn(result)).toEqual([
      {
        Version: '1',
        Statement: [{ Effect: 'Allow', Action: ['slb:DescribeVServerGroups'], Resource: '*' }],
      },
    ]);
    expect(rolesIn(result)).toEqual([]);
  });

  it('is named with the RBAC rule that is missing, for the one cluster that lacks it', async () => {
    const fleet = await fleetOf(twoClusters());
    serverOf(fleet, 'c2').faults.add({
      when: ({ api }) => api.includes('endpointslices'),
      reply: 'forbidden',
    });

    const result = await check(fleet);

    expect(result.code).toBe(2);
    expect(resultsIn(result, SECOND)['list endpointslices']).toBe('denied');
    expect([...new Set(Object.values(resultsIn(result, FIRST)))]).toEqual(['ok']);
    expect(result.out).toContain(`ClusterRole that is lacking in ${SECOND}:`);
    expect(rolesIn(result)).toMatchObject([
      {
        kind: 'ClusterRole',
        rules: [{ apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list'] }],
      },
    ]);
    expect(policiesIn(result)).toEqual([]);
  });

  it('is the kubeconfig of one cluster, whose API server is then not asked', async () => {
    const fleet = await fleetOf(twoClusters());
    fleet.cloud.faults.add({
      when: ({ api, parameters }) => api === 'DescribeClusterUserKubeconfig' && parameters.ClusterId === 'c1',
      reply: 'forbidden',
    });

    const result = await check(fleet, DISCOVER);

    expect(result.code).toBe(2);
    expect(resultsIn(result, FIRST)).toMatchObject({
      'cs:DescribeClusterUserKubeconfig': 'denied',
      '7 more': 'not tried',
    });
    expect(resultsIn(result, SECOND)['list services']).toBe('ok');
    expect(policiesIn(result)[0]?.Statement).toEqual([
      { Effect: 'Allow', Action: ['cs:DescribeClusterUserKubeconfig'], Resource: ['acs:cs:*:*:cluster/c1'] },
    ]);
    expect(serverOf(fleet, 'c1').calls.all).toEqual([]);
  });

  it('does not keep from trying the rest when it is the list of instances', async () => {
    const fleet = await fleetOf(twoClusters());
    fleet.cloud.faults.add({ when: ({ api }) => api === 'DescribeLoadBalancers', reply: 'forbidden' });

    const result = await check(fleet);

    expect(result.code).toBe(2);
    expect(resultsIn(result, REGION)).toMatchObject({
      'slb:DescribeLoadBalancers': 'denied',
      'slb:DescribeVServerGroupAttribute': 'ok',
      'vpc:DescribeVpcs': 'ok',
    });
  });
});

describe('a server that repeats what it was sent', () => {
  it('gets no secret printed', async () => {
    const fleet = await fleetOf(twoClusters());
    const message = `denied to ${fleet.secrets().join(' and ')}`;
    const servers = [fleet.cloud, ...fleet.kubernetes.values()];
    for (const { faults } of servers) faults.add({ reply: { status: 403, code: 'Forbidden', message } });

    const result = await check(fleet, DISCOVER);

    expect(result.code).toBe(2);
    expect(result.out).toContain('denied to ***');
  });
});

describe('what cannot be reached or used', () => {
  it('is one cluster, while the other and the region are tried', async () => {
    const fleet = await fleetOf(twoClusters());
    await serverOf(fleet, 'c1').close();

    const result = await check(fleet);

    expect(result.code).toBe(2);
    expect(resultsIn(result, FIRST)).toEqual({ 'list services': 'unreachable', '6 more': 'not tried' });
    expect([
      ...new Set(Object.values({ ...resultsIn(result, SECOND), ...resultsIn(result, REGION) })),
    ]).toEqual(['ok']);
    expect(noteOf(result, 'list services')).toMatch(/VPC/);
    expect(rolesIn(result)).toEqual([]);
  });

  it('is a cluster whose API server takes longer than its deadline', async () => {
    const fleet = await fleetOf(twoClusters());
    const slow = serverOf(fleet, 'c2').faults.add({ reply: { delay: 600_000 } });
    const { pass, until, left } = stopTimers();

    const checking = check(fleet, { deadlines: { clusterSeconds: 1 } });
    // The deadlines of the whole, of the slow cluster and of its request: all else is done.
    await until(() => slow.hits() === 1 && serverOf(fleet, 'c1').calls.count() === 7 && left() === 3);
    pass(1_000);
    const result = await checking;

    expect(resultsIn(result, SECOND)).toEqual({ 'list services': 'unreachable', '6 more': 'not tried' });
    expect(resultsIn(result, FIRST)['get pods']).toBe('ok');
  });

  it('is a cluster whose credentials have expired, which no rule would mend', async () => {
    const fleet = await fleetOf(twoClusters());
    const env = fleet.env();
    serverOf(fleet, 'c1').rotateToken();

    const result = await run(['check-config', '--config', fleet.configText()], { env });

    expect(result.code).toBe(2);
    expect(resultsIn(result, FIRST)['list services']).toBe('failed');
    expect(noteOf(result, 'list services')).toMatch(/renew the kubeconfig/);
    expect(rolesIn(result)).toEqual([]);
    for (const secret of fleet.secrets()) expect(result.out).not.toContain(secret);
  });

  it('is an access key that is not known, which no policy would mend', async () => {
    const fleet = await fleetOf(twoClusters());
    const env = {
      ...fleet.env(),
      FLEET_KEY_ID_1: 'LTAIunknownkey12',
      FLEET_KEY_SECRET_1: 'an unknown secret',
    };

    const result = await run(['check-config', '--config', fleet.configText(DISCOVER)], { env });

    expect(result.code).toBe(2);
    expect(resultsIn(result, REGION)).toEqual({
      'slb:DescribeLoadBalancers': 'failed',
      '9 more': 'not tried',
    });
    expect(policiesIn(result)).toEqual([]);
    expect(fleet.cloud.calls.count()).toBe(1);
    for (const secret of [env.FLEET_KEY_ID_1, env.FLEET_KEY_SECRET_1])
      expect(result.out).not.toContain(secret);
  });

  it('is a cluster that does not run', async () => {
    const fleet = await fleetOf(twoClusters());
    fleet.cloud.update(([account]) => {
      const [first] = account?.clusters ?? [];
      if (first) Object.assign(first, { state: 'stopped' });
    });

    const result = await check(fleet, DISCOVER);

    expect(result.code).toBe(2);
    expect(resultsIn(result, FIRST)).toEqual({ '8 more': 'not tried' });
    expect(result.out).toContain('cluster-c1 is stopped');
  });

  it('is everything when somebody interrupts', async () => {
    const fleet = await fleetOf(twoClusters());

    const result = await run(['check-config', '--config', fleet.configText()], {
      env: fleet.env(),
      interrupts: () => AbortSignal.abort(new Error('SIGINT')),
    });

    expect(result.code).toBe(2);
    expect([...new Set(rowsOf(result).map(([, , outcome]) => outcome))]).toEqual(['not tried']);
    expect(fleet.cloud.calls.count()).toBe(0);
  });
});

describe('a role', () => {
  const ROLE = 'acs:ram::100:role/reader';

  function withRole(fleet: Fleet, roleArn: string): FleetConfig {
    const { accounts } = fleet.config(DISCOVER) as { accounts: { credentials: unknown }[] };
    return {
      accounts: accounts.map((account) => ({
        ...account,
        credentials: { roleArn, via: account.credentials },
      })),
    };
  }

  async function fleetWithRole(): Promise<Fleet> {
    const snapshot = twoClusters();
    for (const region of snapshot.regions) region.accountId = '100';
    return fleetOf(snapshot);
  }

  it('that can be assumed is a permission that works', async () => {
    const fleet = await fleetWithRole();

    const result = await check(fleet, withRole(fleet, ROLE));

    expect(result.code).toBe(0);
    expect(resultsIn(result, 'account-100')).toEqual({ 'sts:AssumeRole': 'ok' });
    expect(fleet.cloud.calls.count({ api: 'AssumeRole' })).toBe(1);
  });

  it.each([
    ['may not be assumed', ROLE, 'denied', 1],
    ['does not exist', 'acs:ram::999:role/reader', 'failed', 0],
  ])('that %s is the reason for all the rest', async (_, roleArn, outcome, policies) => {
    const fleet = await fleetWithRole();
    if (outcome === 'denied') {
      fleet.cloud.faults.add({
        when: ({ api }) => api === 'AssumeRole',
        reply: { status: 403, code: 'NoPermission', message: 'You are not authorized to do this action.' },
      });
    }

    const result = await check(fleet, withRole(fleet, roleArn));

    expect(result.code).toBe(2);
    expect(resultsIn(result, 'account-100')).toEqual({ 'sts:AssumeRole': outcome });
    expect(resultsIn(result, 'account-100 / cn-hangzhou')).toEqual({ '10 more': 'not tried' });
    expect(policiesIn(result)).toHaveLength(policies);
    if (policies > 0) {
      expect(policiesIn(result)[0]?.Statement).toEqual([
        { Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [ROLE] },
      ]);
    }
    expect(fleet.cloud.calls.count()).toBe(1);
  });
});

describe('a region', () => {
  it('without any SLB is tried all the same, on things that do not exist', async () => {
    const snapshot = twoClusters();
    for (const { slb } of snapshot.regions) {
      Object.assign(slb, { loadBalancers: [], listeners: [], vServerGroups: [] });
    }
    const fleet = await fleetOf(snapshot);

    const result = await check(fleet);

    expect(result.code).toBe(0);
    expect(resultsIn(result, REGION)).toEqual(Object.fromEntries(ALL_ACTIONS.map((one) => [one, 'ok'])));
    expect(noteOf(result, 'slb:DescribeVServerGroups')).toMatch(/does not exist/);
  });

  it('without any SLB still shows what is denied there', async () => {
    const snapshot = twoClusters();
    for (const { slb } of snapshot.regions) {
      Object.assign(slb, { loadBalancers: [], listeners: [], vServerGroups: [] });
    }
    const fleet = await fleetOf(snapshot);
    fleet.cloud.faults.add({
      when: ({ api }) => api === 'DescribeVServerGroupAttribute',
      reply: 'forbidden',
    });

    const result = await check(fleet);

    expect(result.code).toBe(2);
    expect(resultsIn(result, REGION)['slb:DescribeVServerGroupAttribute']).toBe('denied');
  });

  it('whose answer about such a thing tells nothing is not said to work', async () => {
    const snapshot = twoClusters();
    for (const { slb } of snapshot.regions) {
      Object.assign(slb, { loadBalancers: [], listeners: [], vServerGroups: [] });
    }
    const fleet = await fleetOf(snapshot);
    fleet.cloud.faults.add({
      when: ({ api }) => api === 'DescribeVServerGroups',
      reply: { status: 400, code: 'InvalidParameter', message: 'The parameter is malformed.' },
    });

    const result = await check(fleet);

    expect(result.code).toBe(2);
    expect(resultsIn(result, REGION)['slb:DescribeVServerGroups']).toBe('not tried');
  });

  it.each([
    ['served', /listed at once$/],
    ['refused', /instance by instance/],
    ['empty', /instance by instance/],
  ] as const)('whose listeners as a whole are %s shows how they will be read', async (manner, note) => {
    const fleet = await fleetOf(twoClusters(), { regionWideListeners: manner });

    const result = await check(fleet);

    expect(result.code).toBe(0);
    expect(noteOf(result, 'slb:DescribeLoadBalancerListeners')).toMatch(note);
  });

  it('that cannot be asked is the trouble of that one alone', async () => {
    const snapshot = twoClusters();
    const [home] = snapshot.regions;
    if (home) snapshot.regions.push({ ...structuredClone(home), regionId: 'cn-beijing' });
    const fleet = await fleetOf(snapshot);
    fleet.cloud.faults.add({
      when: ({ region, api }) => region === 'cn-beijing' && api === 'DescribeLoadBalancers',
      reply: { status: 404, code: 'InvalidRegionId.NotFound', message: 'The RegionId does not exist.' },
    });

    const result = await check(fleet);

    expect(result.code).toBe(2);
    expect(resultsIn(result, 'main / cn-beijing')).toMatchObject({
      'slb:DescribeLoadBalancers': 'failed',
      '6 more': 'not tried',
    });
    expect([...new Set(Object.values(resultsIn(result, REGION)))]).toEqual(['ok']);
  });
});

describe('the config itself', () => {
  it('is shown with every fault before anything is tried', async () => {
    const fleet = await fleetOf(twoClusters());

    const result = await check(fleet, { confirm: { settleSeconds: -1 }, unknownKey: 1 });

    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toMatch(/settleSeconds/);
    expect(result.err).toMatch(/unknownKey/);
    expect(fleet.cloud.calls.count()).toBe(0);
  });

  it.each([[[]], [['--offline']]])('has each missing secret named (%j)', async (args) => {
    const fleet = await fleetOf(twoClusters());

    const result = await run(['check-config', '--config', fleet.configText(), ...args]);

    expect(result).toMatchObject({ code: 2, out: '' });
    for (const name of Object.keys(fleet.env())) expect(result.err).toContain(name);
  });

  it.each([
    ['en', 'accounts: 1, regions: 1, clusters named in it: 2'],
    ['zh', '账号 1 个，地域 1 个，列出的集群 2 个'],
  ])('alone is checked with --offline (%s)', async (lang, text) => {
    const fleet = await fleetOf(twoClusters());

    const result = await check(fleet, {}, '--offline', '--lang', lang);

    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toContain(text);
    expect([fleet.cloud, ...fleet.kubernetes.values()].map(({ calls }) => calls.count())).toEqual([0, 0, 0]);
  });
});

describe('the page about the config file', () => {
  const page = readFileSync(new URL('../docs/config.md', import.meta.url), 'utf8');

  it('has a RAM policy with every action that is tried, and no other', () => {
    const policy = JSON.parse(/^```json\n(.*?)^```/ms.exec(page)?.[1] ?? '{}');

    const actions = policy.Statement.flatMap((statement: { Action: string[] }) => statement.Action);

    expect(actions.toSorted()).toEqual([...ALL_ACTIONS, LISTING_ACTION, ...CLUSTER_ACTIONS].sort());
  });

  it('has a ClusterRole with every rule that is tried, and no other', () => {
    const roles = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => parse(text ?? ''));

    const role = roles.find((one) => one?.kind === 'ClusterRole');

    expect(role?.rules).toEqual(rulesOf(KUBERNETES_TRIALS.map(({ grant }) => ({ kind: 'rbac', ...grant }))));
  });
});
