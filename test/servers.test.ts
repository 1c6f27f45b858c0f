import { DescribeClustersV1Request, DescribeClusterUserKubeconfigRequest } from '@alicloud/cs20151215';
import { describe, expect, it } from 'vitest';
import type { CloudAccount } from './servers/accounts.ts';
import {
  ACCOUNT,
  ask,
  at,
  type Body,
  cloudOf,
  codeOf,
  csClient,
  REGION,
  SNAPSHOT,
} from './support/cloud-client.ts';
import { partsOf, world } from './support/world.ts';

const [HOME] = SNAPSHOT.regions;
if (!HOME) throw new Error('the fleet has no region');

describe('lists of the cloud server', () => {
  it('gives every instance once by page number, without backends', async () => {
    const cloud = await cloudOf();

    const pages = await Promise.all(
      [1, 2, 3].map((PageNumber) => ask(cloud, 'DescribeLoadBalancers', { PageNumber, PageSize: 100 })),
    );

    const items = pages.flatMap((page) => at(page, 'LoadBalancers', 'LoadBalancer'));
    expect(ids(items, 'LoadBalancerId')).toEqual(ids(HOME.slb.loadBalancers, 'LoadBalancerId'));
    expect(pages.map((page) => page.TotalCount)).toEqual(Array(3).fill(HOME.slb.loadBalancers.length));
    expect(items.filter((item) => 'BackendServers' in item)).toEqual([]);
  });

  it('gives every listener of the region once by token', async () => {
    const cloud = await cloudOf();
    const items: Body[] = [];
    let NextToken: unknown;

    do {
      const page = await ask(cloud, 'DescribeLoadBalancerListeners', {
        MaxResults: 100,
        ...(NextToken !== undefined && { NextToken }),
      });
      items.push(...at(page, 'Listeners'));
      NextToken = page.NextToken;
    } while (NextToken !== '');

    expect(items).toEqual(HOME.slb.listeners);
    expect(cloud.calls.count({ api: 'DescribeLoadBalancerListeners' })).toBe(Math.ceil(items.length / 100));
  });

  it.each([
    ['refused', 'MissingParameter'],
    ['empty', 0],
  ] as const)(
    'has region-wide listeners %s, and those of named instances all the same',
    async (manner, said) => {
      const cloud = await cloudOf({ regionWideListeners: manner });
      const wanted = HOME.slb.listeners.slice(0, 1);

      const whole = await ask(cloud, 'DescribeLoadBalancerListeners').then(
        (page) => page.TotalCount,
        (error) => error.code,
      );
      const named = await ask(cloud, 'DescribeLoadBalancerListeners', {
        LoadBalancerId: wanted.map((listener) => listener.LoadBalancerId),
      });

      expect(whole).toBe(said);
      expect(at(named, 'Listeners')).toEqual(expect.arrayContaining(wanted));
    },
  );

  it('finds network interfaces by address within a VPC, and VPCs', async () => {
    const cloud = await cloudOf({ accounts: [{ ...ACCOUNT, regions: [regionWithInterfaces()] }] });
    const query = { VpcId: 'vpc-a', PrivateIpAddress: ['10.0.0.1', '10.0.0.9', '10.0.0.3'] };

    const found = await ask(cloud, 'DescribeNetworkInterfaces', { ...query, MaxResults: 100 });
    const vpcs = await ask(cloud, 'DescribeVpcs', { PageNumber: 1, PageSize: 50 });

    const enis = at(found, 'NetworkInterfaceSets', 'NetworkInterfaceSet');
    expect(ids(enis, 'NetworkInterfaceId')).toEqual(['eni-1', 'eni-2']);
    expect(ids(at(vpcs, 'Vpcs', 'Vpc'), 'VpcId')).toEqual(['vpc-a']);
  });

  it.each([
    ['DescribeLoadBalancers', { LoadBalancerId: Array(11).fill('lb-1').join(',') }, 'InvalidParameter'],
    ['DescribeLoadBalancers', { PageNumber: 1, PageSize: 101 }, 'InvalidParameter'],
    ['DescribeLoadBalancers', { Tags: '[]' }, 'InvalidParameter'],
    ['DescribeLoadBalancers', { RegionId: 'cn-nowhere' }, 'InvalidRegionId.NotFound'],
    ['DescribeLoadBalancerListeners', { LoadBalancerId: Array(11).fill('lb-1') }, 'InvalidParameter'],
    ['DescribeLoadBalancerListeners', { NextToken: 'of-somebody-else' }, 'InvalidParameter'],
    ['DescribeLoadBalancerAttribute', { LoadBalancerId: 'lb-none' }, 'InvalidLoadBalancerId.NotFound'],
    ['DescribeVServerGroups', { LoadBalancerId: 'lb-none' }, 'InvalidLoadBalancerId.NotFound'],
    ['DescribeVServerGroups', {}, 'MissingParameter'],
    ['DescribeVServerGroupAttribute', { VServerGroupId: 'rsp-none' }, 'InvalidParameter'],
  ])('%s refuses %j', async (action, query, code) => {
    const cloud = await cloudOf();

    const said = await codeOf(ask(cloud, action, query));

    expect(said).toBe(code);
  });
});

function regionWithInterfaces(): CloudAccount['regions'][number] {
  const { region } = partsOf(world());
  const secondary = { PrivateIpSets: { PrivateIpSet: [{ PrivateIpAddress: '10.0.0.9' }] } };
  const networkInterfaces = [
    { NetworkInterfaceId: 'eni-1', PrivateIpAddress: '10.0.0.1', VpcId: 'vpc-a' },
    { NetworkInterfaceId: 'eni-2', PrivateIpAddress: '10.0.0.2', ...secondary },
    { NetworkInterfaceId: 'eni-3', PrivateIpAddress: '10.0.0.3', VpcId: 'vpc-b' },
    { NetworkInterfaceId: 'eni-4', PrivateIpAddress: '10.0.0.4', VpcId: 'vpc-a' },
  ];
  return { ...region, ecs: { networkInterfaces }, vpc: { vpcs: [{ VpcId: 'vpc-a' }] } };
}

describe('details of the cloud server', () => {
  it('tells of one instance what the list leaves out', async () => {
    const cloud = await cloudOf({ accounts: [{ ...ACCOUNT, regions: world().regions }] });

    const instance = await ask(cloud, 'DescribeLoadBalancerAttribute', { LoadBalancerId: 'lb-c1-web' });

    expect(instance).toMatchObject({
      InternetChargeType: 'paybytraffic',
      BackendServers: { BackendServer: [] },
      ListenerPorts: { ListenerPort: [80] },
    });
    expect(instance).not.toHaveProperty('InternetChargeTypeAlias');
  });

  it('names groups, and gives backends of one', async () => {
    const { region, group } = partsOf(world());
    const cloud = await cloudOf({ accounts: [{ ...ACCOUNT, regions: [region] }] });

    const named = await ask(cloud, 'DescribeVServerGroups', { LoadBalancerId: group.LoadBalancerId });
    const whole = await ask(cloud, 'DescribeVServerGroupAttribute', { VServerGroupId: group.VServerGroupId });

    const { VServerGroupId, VServerGroupName } = group;
    expect(at(named, 'VServerGroups', 'VServerGroup')).toEqual([
      { VServerGroupId, VServerGroupName, ServerCount: 2 },
    ]);
    expect(whole).toMatchObject(group);
  });

  it('gives the extensions of a listener, and certificates', async () => {
    const { region, slb } = partsOf(world({ services: [{ ports: [{ port: 443, protocol: 'https' }] }] }));
    const listener = { LoadBalancerId: 'lb-c1-web', ListenerPort: 443 };
    slb.domainExtensions = [{ ...listener, DomainExtensionId: 'de-1', Domain: 'a.example' }];
    const cloud = await cloudOf({ accounts: [{ ...ACCOUNT, regions: [region] }] });

    const extensions = await ask(cloud, 'DescribeDomainExtensions', listener);
    const absent = await codeOf(ask(cloud, 'DescribeDomainExtensions', { ...listener, ListenerPort: 80 }));
    const certificates = await ask(cloud, 'DescribeServerCertificates');

    expect(at(extensions, 'DomainExtensions', 'DomainExtension')).toEqual([
      { DomainExtensionId: 'de-1', Domain: 'a.example' },
    ]);
    expect(absent).toBe('ListenerNotFound');
    expect(at(certificates, 'ServerCertificates', 'ServerCertificate')).toHaveLength(3);
  });

  it('answers with what was changed between two reads', async () => {
    const cloud = await cloudOf({ accounts: [{ ...ACCOUNT, regions: world().regions }] });
    const read = () => ask(cloud, 'DescribeLoadBalancerAttribute', { LoadBalancerId: 'lb-c1-web' });

    const before = await read();
    cloud.update(([account]) => {
      for (const instance of account?.regions[0]?.slb.loadBalancers ?? []) instance.LoadBalancerName = 'new';
    });
    const after = await read();

    expect([before.LoadBalancerName, after.LoadBalancerName]).toEqual(['auidc1web', 'new']);
  });
});

describe('the container service', () => {
  it('gives every cluster of a region once', async () => {
    const cloud = await cloudOf();
    const request = (pageNumber: number) =>
      new DescribeClustersV1Request({ pageNumber, pageSize: 1, regionId: REGION });

    const pages = await Promise.all([1, 2].map((page) => csClient(cloud).describeClustersV1(request(page))));

    const clusters = pages.flatMap(({ body }) => body?.clusters ?? []);
    const expected = ACCOUNT.clusters.filter(({ regionId }) => regionId === REGION);
    expect(clusters.map((one) => one.clusterId)).toEqual(expected.map((one) => one.clusterId));
    expect(clusters.every((one) => one.state === 'running')).toBe(true);
  });

  it('gives a kubeconfig for a while, and notes who wants a lasting one', async () => {
    const cloud = await cloudOf({ kubeconfigOf: (clusterId, endpoint) => `${clusterId} ${endpoint}` });
    const { clusterId = '' } = ACCOUNT.clusters[0] ?? {};
    const want = (request: Body) =>
      csClient(cloud).describeClusterUserKubeconfig(
        clusterId,
        new DescribeClusterUserKubeconfigRequest(request),
      );

    const given = await want({ temporaryDurationMinutes: 30, privateIpAddress: true });
    const refused = await codeOf(want({}));

    expect(given.body?.config).toBe(`${clusterId} private`);
    expect(Date.parse(given.body?.expiration ?? '')).toBeGreaterThan(Date.now());
    expect(refused).toBe('LastingKubeconfigAsked');
    expect(cloud.calls.unexpected()).toHaveLength(1);
  });

  it('tells the version of the addon', async () => {
    const cloud = await cloudOf();
    const { clusterId = '' } = ACCOUNT.clusters[0] ?? {};

    const addon = await csClient(cloud).getClusterAddonInstance(clusterId, 'cloud-controller-manager');
    const unknown = await codeOf(
      csClient(cloud).getClusterAddonInstance('c-none', 'cloud-controller-manager'),
    );

    expect(addon.body).toMatchObject({ version: 'v2.9.1', state: 'active' });
    expect(unknown).toBe('ErrorClusterNotFound');
  });
});

describe('the log of calls', () => {
  it('knows what nobody may call', async () => {
    const cloud = await cloudOf();

    const said = await codeOf(ask(cloud, 'DeleteLoadBalancer', { LoadBalancerId: 'lb-1' }));
    await ask(cloud, 'DescribeLoadBalancers');

    expect(said).toBe('InvalidAction.NotFound');
    expect(cloud.calls.unexpected()).toMatchObject([
      { api: 'DeleteLoadBalancer', account: 'main', region: REGION, parameters: { LoadBalancerId: 'lb-1' } },
    ]);
  });

  it('counts what is under way at once', async () => {
    const cloud = await cloudOf({ latency: 200 });

    await Promise.all([1, 2, 3].map(() => ask(cloud, 'DescribeLoadBalancers')));
    await ask(cloud, 'DescribeLoadBalancers');

    expect(cloud.calls.peak({ api: 'DescribeLoadBalancers' })).toBe(3);
    expect(cloud.calls.counts()).toEqual({ DescribeLoadBalancers: 4 });
    expect(cloud.calls.peak({ region: 'cn-beijing' })).toBe(0);
  });
});

function ids(items: readonly unknown[], key: string): unknown[] {
  return items.map((item) => (item as Body)[key]).sort();
}
