import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import type { Snapshot } from '../../shared/index.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { verdictsOf } from '../support/differences.ts';
import { fileReport, liveScan, sorted } from '../support/live.ts';
import { partsOf, type World, world } from '../support/world.ts';

const { snapshot } = generateFleet({
  seed: 12,
  clusters: 2,
  services: 30,
  driftEvery: 5,
  orphans: 2,
  regions: ['cn-hangzhou', 'cn-beijing'],
});
const HERE = 'cn-hangzhou';

/** A JSON object that a test spoils. */
// biome-ignore lint/suspicious/noExplicitAny: what comes out of it is to be no type at all
type Body = any;

let fleet: Fleet;
afterEach(() => fleet.close());

/** Spoils the first answer of an API in one region. */
function spoil(api: string, change: (body: Body) => void): void {
  fleet.cloud.faults.add({
    when: (call) => call.api === api && call.region === HERE,
    times: 1,
    reply: {
      edit: (body) => {
        change(body);
        return body;
      },
    },
  });
}

function inRegion(regionId: string): (finding: { readonly regionId: string }) => boolean {
  return (finding) => finding.regionId === regionId;
}

describe('an item of SLB that is not what the API promises', () => {
  it.each<readonly [string, string, string, (body: Body) => void]>([
    [
      'tags that are null',
      'DescribeLoadBalancers',
      'loadBalancers',
      ({ LoadBalancers: { LoadBalancer } }) => {
        LoadBalancer[0].Tags = { Tag: [null] };
      },
    ],
    [
      'tags that are no list',
      'DescribeLoadBalancers',
      'loadBalancers',
      ({ LoadBalancers: { LoadBalancer } }) => {
        LoadBalancer[0].Tags = { Tag: { TagKey: 'a' } };
      },
    ],
    [
      'an SLB without an id',
      'DescribeLoadBalancers',
      'loadBalancers',
      ({ LoadBalancers: { LoadBalancer } }) => {
        delete LoadBalancer[0].LoadBalancerId;
      },
    ],
    [
      'an SLB that is null',
      'DescribeLoadBalancers',
      'loadBalancers',
      ({ LoadBalancers: { LoadBalancer } }) => {
        LoadBalancer[0] = null;
      },
    ],
    [
      'a group whose name is a number',
      'DescribeVServerGroups',
      'vServerGroups',
      ({ VServerGroups: { VServerGroup } }) => {
        VServerGroup.push({ VServerGroupId: 'rsp-odd', VServerGroupName: 5 });
      },
    ],
    [
      'a group that is null',
      'DescribeVServerGroups',
      'vServerGroups',
      ({ VServerGroups: { VServerGroup } }) => {
        VServerGroup.push(null);
      },
    ],
    [
      'a backend that is null',
      'DescribeVServerGroupAttribute',
      'vServerGroups',
      (body) => {
        body.BackendServers.BackendServer = [null];
      },
    ],
    [
      'listeners that are none',
      'DescribeLoadBalancerListeners',
      'listeners',
      ({ Listeners }) => {
        Listeners.push(null, 5, 'x');
      },
    ],
  ])('is dropped and named, and no other region is touched: %s', async (_, api, resource, change) => {
    fleet = await startFleet(snapshot);
    spoil(api, change);

    const { report } = await liveScan(fleet);

    const whole = fileReport(snapshot, report);
    const known = new Set(whole.findings.map((finding) => finding.id));
    const dropped = report.failures.filter((failure) => failure.code === 'ItemNotUnderstood');
    expect(dropped.length).toBeGreaterThan(0);
    for (const failure of dropped) {
      expect(failure).toMatchObject({ regionId: HERE, resource });
      expect(failure.message).toContain('was dropped');
    }
    expect(report.failures.filter((failure) => failure.code === 'Unexpected')).toEqual([]);
    expect(report.findings.filter((finding) => !known.has(finding.id))).toEqual([]);
    expect(sorted(report).filter(inRegion('cn-beijing'))).toEqual(
      sorted(whole).filter(inRegion('cn-beijing')),
    );
    expect(report.coverage.services.compared).toBeLessThan(report.coverage.services.total);
  });
});

/** Two clusters with one Service each; of the first pods are the backends. */
function podWorld(): World {
  const edited = world({ clusterId: 'c1' }, { clusterId: 'c2' });
  const { cluster, region } = partsOf(edited);
  const [service] = cluster.kubernetes.services.items ?? [];
  cluster.serviceBackendType = 'eni';
  cluster.kubernetes.endpointSlices.items = [
    {
      metadata: { namespace: 'prod', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
      ports: [{ name: service?.spec.ports?.[0]?.name ?? 'p80', port: 8080 }],
    },
  ];
  region.ecs = {
    networkInterfaces: [{ NetworkInterfaceId: 'eni-1', PrivateIpAddress: '10.0.0.1', VpcId: 'vpc-1' }],
  };
  return edited;
}

describe('a network interface that is not what the API promises', () => {
  it.each<readonly [string, unknown]>([
    ['an address that is null', { PrivateIpSet: [null] }],
    ['addresses that are no list', { PrivateIpSet: {} }],
  ])(
    'is dropped and named, and keeps no Service from being compared that needs none: %s',
    async (_, PrivateIpSets) => {
      const held = podWorld() as Snapshot;
      fleet = await startFleet(held);
      const { report: before } = await liveScan(fleet);
      spoil('DescribeNetworkInterfaces', ({ NetworkInterfaceSets: { NetworkInterfaceSet } }) => {
        NetworkInterfaceSet[0].PrivateIpSets = PrivateIpSets;
      });

      const { report } = await liveScan(fleet);

      expect(before.failures).toEqual([]);
      expect(report.failures.map((failure) => [failure.resource, failure.code])).toEqual([
        ['networkInterfaces', 'ItemNotUnderstood'],
        ['networkInterfaces', 'NotRead'],
      ]);
      expect(report.failures[1]?.clusterId).toBe('c1');
      expect(report.coverage.services).toEqual({ total: 2, compared: 1 });
      expect(sorted(report).filter((finding) => finding.clusterId === 'c2')).toEqual([]);
    },
  );
});

describe('an EndpointSlice that is odd', () => {
  it.each<readonly [string, (slice: Body) => void]>([
    [
      'endpoints that are null',
      (slice) => {
        slice.endpoints = null;
      },
    ],
    [
      'an endpoint that is null',
      (slice) => {
        slice.endpoints = [null];
      },
    ],
    [
      'an endpoint without addresses',
      (slice) => {
        slice.endpoints = [{}];
      },
    ],
    [
      'an address that is a number',
      (slice) => {
        slice.endpoints = [{ addresses: [5] }];
      },
    ],
    [
      'ports that are null',
      (slice) => {
        slice.ports = null;
      },
    ],
    [
      'conditions that are null',
      (slice) => {
        slice.endpoints[0].conditions = null;
      },
    ],
    [
      'no labels',
      (slice) => {
        slice.metadata.labels = null;
      },
    ],
  ])('ends nothing, and is the matter of its own cluster: %s', async (_, change) => {
    const held = podWorld() as Snapshot;
    fleet = await startFleet(held);
    const { report: before } = await liveScan(fleet);
    const edited = structuredClone(held) as Body;
    change(edited.clusters[0].kubernetes.endpointSlices.items[0]);
    await fleet.refill(edited);

    const { report } = await liveScan(fleet);

    expect(report.failures.filter((failure) => failure.code === 'Unexpected')).toEqual([]);
    expect(report.failures.filter((failure) => failure.clusterId === 'c2')).toEqual([]);
    expect(verdictsOf(report).c2).toBe(verdictsOf(before).c2);
    expect(sorted(report)).toEqual(sorted(fileReport(edited, report)));
  });
});
