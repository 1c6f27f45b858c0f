import type { TSchema } from '@sinclair/typebox';
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';
import {
  DomainExtensionItem,
  ListenerItem,
  LoadBalancerItem,
  NetworkInterfaceItem,
  ServerCertificateItem,
  VpcItem,
  VServerGroupItem,
} from './cloud-items.ts';
import { calledBy, ITEM_NOT_UNDERSTOOD, identityOf, textAt } from './dropped-item.ts';
import { faultsOf } from './faults.ts';
import { EndpointSliceItem, NodeItem, PodItem, ServiceItem } from './kubernetes-items.ts';
import { type Failure, type Snapshot, SnapshotStructure } from './snapshot.ts';

const structure = TypeCompiler.Compile(SnapshotStructure);
const checks = {
  services: TypeCompiler.Compile(ServiceItem),
  endpointSlices: TypeCompiler.Compile(EndpointSliceItem),
  nodes: TypeCompiler.Compile(NodeItem),
  pods: TypeCompiler.Compile(PodItem),
  loadBalancers: TypeCompiler.Compile(LoadBalancerItem),
  listeners: TypeCompiler.Compile(ListenerItem),
  vServerGroups: TypeCompiler.Compile(VServerGroupItem),
  domainExtensions: TypeCompiler.Compile(DomainExtensionItem),
  serverCertificates: TypeCompiler.Compile(ServerCertificateItem),
  networkInterfaces: TypeCompiler.Compile(NetworkInterfaceItem),
  vpcs: TypeCompiler.Compile(VpcItem),
};

/** Whether an item has its shape, so that whoever looks at it before the audit may rely on its types. */
export function isUnderstood(part: keyof typeof checks, item: unknown): boolean {
  return checks[part].Check(item);
}

/** A snapshot whose items all have their shape, or the faults that make it none. */
export type ParsedSnapshot =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly faults: readonly string[] };

type Owner = Pick<Failure, 'clusterId' | 'regionId'>;

/** The items that have their shape; each other one becomes a failure that names it and says what is wrong. */
function keep(
  check: TypeCheck<TSchema>,
  items: readonly unknown[] | null,
  where: { readonly resource: string; readonly path: string; readonly owner: Owner },
  dropped: Failure[],
): unknown[] {
  if (items === null) return [];
  const all = Array.from(items);
  if (all.every((item) => check.Check(item))) return all;
  return all.filter((item, index) => {
    if (check.Check(item)) return true;
    const faults = faultsOf(check, item, 'it').slice(0, 3).join('; ');
    dropped.push({
      ...where.owner,
      ...identityOf(where.resource, item),
      resource: where.resource,
      code: ITEM_NOT_UNDERSTOOD,
      message: `${where.path}[${index}]${calledBy(item)} was dropped: ${faults}`,
    });
    return false;
  });
}

/**
 * Reads a value as a snapshot. Its structure is checked strictly and every fault is returned with its path;
 * remote items that cannot be understood are dropped, each named in `failures`. The value is not changed.
 */
export function parseSnapshot(value: unknown): ParsedSnapshot {
  const repeated = repeatedClusters(value);
  if (!structure.Check(value)) return { ok: false, faults: [...faultsOf(structure, value), ...repeated] };
  if (repeated.length > 0) return { ok: false, faults: repeated };

  const dropped: Failure[] = [];
  const clusters = value.clusters.map((cluster, index) => {
    const owner = { clusterId: cluster.clusterId };
    const list = (
      resource: 'services' | 'endpointSlices' | 'nodes' | 'pods',
      read: { items: unknown[] | null },
    ) => {
      const path = `clusters[${index}].kubernetes.${resource}`;
      if (isTruncated(read)) {
        const message = `${path} is only the first page of a longer list`;
        dropped.push({ ...owner, resource, code: 'ListIncomplete', message });
      }
      return keep(checks[resource], read.items, { resource, path: `${path}.items`, owner }, dropped);
    };
    const { services, endpointSlices, nodes, pods, events } = cluster.kubernetes;
    return {
      ...cluster,
      kubernetes: {
        services: { items: list('services', services) },
        endpointSlices: { items: list('endpointSlices', endpointSlices) },
        nodes: { items: list('nodes', nodes) },
        ...(pods && { pods: { items: list('pods', pods) } }),
        ...(events && { events: { items: events.items ?? [] } }),
      },
    };
  });
  const regions = value.regions.map((region, index) => {
    const owner = { regionId: region.regionId };
    const list = (
      part: 'slb' | 'ecs' | 'vpc',
      resource: Exclude<keyof typeof checks, 'services'>,
      items: unknown[],
    ) =>
      keep(
        checks[resource],
        items,
        { resource, path: `regions[${index}].${part}.${resource}`, owner },
        dropped,
      );
    const { slb, ecs, vpc } = region;
    return {
      ...region,
      slb: {
        loadBalancers: list('slb', 'loadBalancers', slb.loadBalancers),
        listeners: list('slb', 'listeners', slb.listeners),
        vServerGroups: list('slb', 'vServerGroups', slb.vServerGroups),
        ...(slb.domainExtensions && {
          domainExtensions: list('slb', 'domainExtensions', slb.domainExtensions),
        }),
        ...(slb.serverCertificates && {
          serverCertificates: list('slb', 'serverCertificates', slb.serverCertificates),
        }),
      },
      ...(ecs && { ecs: { networkInterfaces: list('ecs', 'networkInterfaces', ecs.networkInterfaces) } }),
      ...(vpc && { vpc: { vpcs: list('vpc', 'vpcs', vpc.vpcs) } }),
    };
  });
  const failures = [...(value.failures ?? []), ...dropped];
  return { ok: true, snapshot: { ...value, clusters, regions, failures } as Snapshot };
}

/** Whether a Kubernetes List says itself that there is more of it, in words that are understood or not. */
function isTruncated(list: unknown): boolean {
  const { metadata } = list as { metadata?: { continue?: unknown; remainingItemCount?: unknown } | null };
  const token = metadata?.continue ?? '';
  const left = metadata?.remainingItemCount ?? 0;
  // Number() of an object may throw.
  const isAtEnd = (typeof left === 'number' || typeof left === 'string') && Number(left) <= 0;
  return token !== '' || !isAtEnd;
}

/** Two entries for one cluster cannot both be right. Looks at any value, as the structure may be broken elsewhere. */
function repeatedClusters(value: unknown): string[] {
  const clusters: unknown = (value as { clusters?: unknown } | null | undefined)?.clusters;
  if (!Array.isArray(clusters)) return [];
  const first = new Map<string, number>();
  return clusters.flatMap((cluster, index) => {
    const clusterId = textAt(cluster, 'clusterId');
    if (clusterId === undefined) return [];
    const earlier = first.get(clusterId);
    if (earlier === undefined) first.set(clusterId, index);
    return earlier === undefined ? [] : [`clusters[${index}].clusterId: is that of clusters[${earlier}] too`];
  });
}
