import type { SlbListener, SlbLoadBalancer, SlbVServerGroup } from '../../shared/snapshot/cloud-items.ts';
import type { Failure, Snapshot, SnapshotCluster, SnapshotRegion } from '../../shared/snapshot/snapshot.ts';
import { networkInterfacesOf } from './groups.ts';
import { apiServerInstance } from './instance.ts';
import { podsOf, serviceOf, sliceOf } from './kubernetes.ts';
import { listenerOf } from './listeners.ts';
import type { Names } from './names.ts';
import type { ServicePlan } from './plan.ts';
import { nodesOf, type Site } from './site.ts';
import type { World } from './world.ts';

/** A cluster with everything in it, and everything that SLB has for it. */
export interface Settlement {
  readonly site: Site;
  readonly worlds: readonly World[];
  /** ClusterIP Services. */
  readonly ignored: readonly ServicePlan[];
  /** What is left at SLB of Services that are gone. */
  readonly orphans: readonly World[];
}

const NO_INSTANCE = { id: '', address: '' };

/** The order of the API server; SLB's follows from nothing in a cluster. */
function byName(one: Named, other: Named): number {
  const [left, right] = [one, other].map(({ namespace, name }) => `${namespace}/${name}`);
  return left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1;
}

type Named = Pick<ServicePlan, 'namespace' | 'name'>;

function clusterOf({ site, worlds, ignored }: Settlement): SnapshotCluster {
  const plans = [...worlds.map((world) => world.plan), ...ignored].sort(byName);
  const services = [
    ...worlds.map((world) => world.service),
    ...ignored.map((plan) => serviceOf(site, plan, NO_INSTANCE)),
  ].sort((one, other) => byName(one.metadata, other.metadata));
  const list = <T>(kind: string, apiVersion: string, items: readonly T[]) => ({ kind, apiVersion, items });
  return {
    clusterId: site.clusterId,
    name: site.name,
    regionId: site.regionId,
    vpcId: site.vpcId,
    ccmVersion: site.ccmVersion,
    kubernetes: {
      services: list('ServiceList', 'v1', services),
      endpointSlices: list(
        'EndpointSliceList',
        'discovery.k8s.io/v1',
        plans.map((plan) => sliceOf(site, plan)),
      ),
      nodes: list('NodeList', 'v1', nodesOf(site)),
      pods: list('PodList', 'v1', plans.flatMap(podsOf)),
    },
  };
}

/** What a settlement, or an unrelated instance, adds to its region's SLB inventory. */
export interface Inventory {
  readonly loadBalancers: readonly SlbLoadBalancer[];
  readonly listeners: readonly SlbListener[];
  readonly vServerGroups: readonly SlbVServerGroup[];
}

function inventoryOf(names: Names, { site, worlds, orphans }: Settlement): Inventory {
  const all = [...worlds, ...orphans];
  const apiServer = apiServerInstance(names, site);
  return {
    loadBalancers: [...all.map((world) => world.instance), apiServer],
    listeners: [...all.flatMap((world) => world.listeners), bareListener(apiServer, 6443)],
    vServerGroups: all.flatMap((world) => world.groups),
  };
}

/** A listener that is nobody's Service's. */
export function bareListener(instance: SlbLoadBalancer, port: number): SlbListener {
  const place = {
    loadBalancerId: instance.LoadBalancerId,
    description: '',
    vServerGroupId: '',
    certificateId: '',
  };
  return listenerOf(place, { port, listener: 'tcp' }, []);
}

/** A region before its clusters stand in it. */
export interface Region {
  readonly regionId: string;
  readonly certificateIds: readonly string[];
  /** Instances that no cluster has to do with. */
  readonly unrelated: Inventory;
}

const FAR_FUTURE = 4_102_444_800_000;

function regionOf(names: Names, region: Region, settlements: readonly Settlement[]): SnapshotRegion {
  const parts = [...settlements.map((settlement) => inventoryOf(names, settlement)), region.unrelated];
  return {
    regionId: region.regionId,
    slb: {
      loadBalancers: parts.flatMap((part) => part.loadBalancers),
      listeners: parts.flatMap((part) => part.listeners),
      vServerGroups: parts.flatMap((part) => part.vServerGroups),
      domainExtensions: [],
      serverCertificates: region.certificateIds.map((ServerCertificateId) => ({
        ServerCertificateId,
        ExpireTimeStamp: FAR_FUTURE,
      })),
    },
    ecs: {
      networkInterfaces: settlements.flatMap(({ site, worlds }) =>
        networkInterfacesOf(
          site,
          worlds.map((world) => world.plan),
        ),
      ),
    },
    vpc: {
      vpcs: settlements.map(({ site }) => ({
        VpcId: site.vpcId,
        CidrBlock: site.cidr,
        SecondaryCidrBlocks: { SecondaryCidrBlock: [] },
      })),
    },
  };
}

export interface SnapshotHeader {
  readonly name: string;
  readonly capturedAt: string;
  readonly failures?: readonly Failure[];
}

/** Puts clusters and regions together into a snapshot, as `capture` writes one. */
export function assembleSnapshot(
  names: Names,
  header: SnapshotHeader,
  regions: readonly Region[],
  settlements: readonly Settlement[],
): Snapshot {
  return {
    formatVersion: 1,
    name: header.name,
    capturedAt: header.capturedAt,
    clusters: settlements.map(clusterOf),
    regions: regions.map((region) =>
      regionOf(
        names,
        region,
        settlements.filter(({ site }) => site.regionId === region.regionId),
      ),
    ),
    ...(header.failures && { failures: header.failures }),
  };
}
