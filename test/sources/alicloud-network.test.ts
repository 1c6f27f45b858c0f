import { describe, expect, it } from 'vitest';
import { ecsRegion } from '../../shared/sources/alicloud/ecs.ts';
import { publicEndpoint } from '../../shared/sources/alicloud/endpoints.ts';
import { vpcRegion } from '../../shared/sources/alicloud/vpc.ts';
import { type ApiRequest, accountAt, apiServer } from './support/api-server.ts';

const REGION = 'cn-beijing';

function addresses(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `10.0.${Math.floor(index / 200)}.${(index % 200) + 1}`);
}

/** The values of `name.1`, `name.2`, … */
function listOf({ query }: ApiRequest, name: string): string[] {
  return Object.keys(query)
    .filter((key) => new RegExp(`^${name}\\.\\d+$`).test(key))
    .map((key) => query[key] ?? '');
}

describe('network interfaces', () => {
  it('are looked for by address within the VPC, a hundred a call, and what is of use is kept', async () => {
    const server = await apiServer((request) => ({
      body: {
        NextToken: '',
        NetworkInterfaceSets: {
          NetworkInterfaceSet: listOf(request, 'PrivateIpAddress').map((address) => ({
            NetworkInterfaceId: `eni-${address}`,
            PrivateIpAddress: address,
            VpcId: 'vpc-1',
            PrivateIpSets: { PrivateIpSet: [{ PrivateIpAddress: address, Primary: true }] },
            SecurityGroupIds: { SecurityGroupId: ['sg-1'] },
          })),
        },
      },
    }));

    const items = await ecsRegion(accountAt(server), REGION).networkInterfaces(
      [...addresses(250), ...addresses(5)],
      'vpc-1',
    );

    expect(items).toHaveLength(250);
    expect(items[0]).toEqual({
      NetworkInterfaceId: 'eni-10.0.0.1',
      PrivateIpAddress: '10.0.0.1',
      VpcId: 'vpc-1',
      PrivateIpSets: { PrivateIpSet: [{ PrivateIpAddress: '10.0.0.1', Primary: true }] },
    });
    expect(server.requests.map((request) => listOf(request, 'PrivateIpAddress').length).sort()).toEqual([
      100, 100, 50,
    ]);
    expect(server.requests[0]?.query).toMatchObject({
      VpcId: 'vpc-1',
      Status: 'InUse',
      MaxResults: '100',
      RegionId: REGION,
    });
  });

  it('are read over all pages', async () => {
    const server = await apiServer(({ query }) => ({
      body: {
        NextToken: query.NextToken === undefined ? 'more' : '',
        NetworkInterfaceSets: {
          NetworkInterfaceSet: [{ NetworkInterfaceId: query.NextToken === undefined ? 'eni-1' : 'eni-2' }],
        },
      },
    }));

    const items = await ecsRegion(accountAt(server), REGION).networkInterfaces(['10.0.0.1'], 'vpc-1');

    expect(items.map(({ NetworkInterfaceId }) => NetworkInterfaceId)).toEqual(['eni-1', 'eni-2']);
    expect(server.requests.map(({ query }) => query.VpcId)).toEqual(['vpc-1', 'vpc-1']);
  });

  it('whose token repeats do not go on for ever', async () => {
    const server = await apiServer(() => ({
      body: { NextToken: 'again', NetworkInterfaceSets: { NetworkInterfaceSet: [] } },
    }));

    const failed = ecsRegion(accountAt(server), REGION).networkInterfaces(['10.0.0.1'], 'vpc-1');

    await expect(failed).rejects.toMatchObject({ kind: 'unavailable', remoteCode: 'TOKEN_LOOP' });
  });

  it('are asked for IPv6 addresses under the name of their own', async () => {
    const server = await apiServer(() => ({
      body: { NetworkInterfaceSets: { NetworkInterfaceSet: [] } },
    }));

    await ecsRegion(accountAt(server), REGION).networkInterfaces(['10.0.0.1', '2408::1'], 'vpc-1');

    expect(server.requests.flatMap((request) => listOf(request, 'PrivateIpAddress'))).toEqual(['10.0.0.1']);
    expect(server.requests.flatMap((request) => listOf(request, 'Ipv6Address'))).toEqual(['2408::1']);
  });

  it('of no address need no call', async () => {
    const server = await apiServer(() => 'cut');

    const items = await ecsRegion(accountAt(server), REGION).networkInterfaces([], 'vpc-1');

    expect(items).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});

describe('VPCs', () => {
  it('are asked for twenty ids a call', async () => {
    const server = await apiServer(({ query }) => ({
      body: { Vpcs: { Vpc: query.VpcId?.split(',').map((VpcId) => ({ VpcId, CidrBlock: '10.0.0.0/8' })) } },
    }));
    const wanted = Array.from({ length: 25 }, (_, index) => `vpc-${index}`);

    const items = await vpcRegion(accountAt(server), REGION).vpcs(wanted);

    expect(items.map(({ VpcId }) => VpcId)).toEqual(wanted);
    expect(server.requests.map(({ query }) => query.VpcId?.split(',').length).sort()).toEqual([20, 5]);
    expect(server.requests[0]?.query).toMatchObject({ PageSize: '50', RegionId: REGION });
  });
});

describe('public endpoints', () => {
  it.each([
    ['slb', 'cn-hangzhou', 'slb.aliyuncs.com'],
    ['slb', 'cn-beijing', 'slb.cn-beijing.aliyuncs.com'],
    ['ecs', 'cn-hangzhou', 'ecs-cn-hangzhou.aliyuncs.com'],
    ['ecs', 'eu-central-1', 'ecs.eu-central-1.aliyuncs.com'],
    ['vpc', 'cn-hangzhou', 'vpc.aliyuncs.com'],
    ['vpc', 'cn-chengdu', 'vpc.cn-chengdu.aliyuncs.com'],
    ['sts', 'cn-beijing', 'sts.aliyuncs.com'],
  ] as const)('%s in %s is %s', (product, regionId, host) => {
    const endpoint = publicEndpoint(product, regionId);

    expect(endpoint).toEqual({ protocol: 'HTTPS', endpoint: host });
  });
});
