import type {
  EcsNetworkInterface,
  SlbDomainExtension,
  SlbListener,
  SlbLoadBalancer,
  SlbVServerGroup,
} from '../../shared/snapshot/cloud-items.ts';
import type { SnapshotRegion } from '../../shared/snapshot/snapshot.ts';

/** What a region holds, looked up by what the APIs are asked for. */
export interface Inventory {
  readonly region: SnapshotRegion;
  readonly loadBalancers: ReadonlyMap<string, SlbLoadBalancer>;
  readonly listenersOf: ReadonlyMap<string, readonly SlbListener[]>;
  readonly groups: ReadonlyMap<string, SlbVServerGroup>;
  readonly groupsOf: ReadonlyMap<string, readonly SlbVServerGroup[]>;
  readonly extensionsOf: ReadonlyMap<string, readonly SlbDomainExtension[]>;
  readonly interfacesByIp: ReadonlyMap<string, readonly EcsNetworkInterface[]>;
}

export function inventoryOf(region: SnapshotRegion): Inventory {
  const { loadBalancers, listeners, vServerGroups, domainExtensions = [] } = region.slb;
  const byIp = (region.ecs?.networkInterfaces ?? []).flatMap((eni) => ipsOf(eni).map((ip) => ({ ip, eni })));
  return {
    region,
    loadBalancers: new Map(loadBalancers.map((instance) => [instance.LoadBalancerId, instance])),
    listenersOf: grouped(listeners, (listener) => listener.LoadBalancerId),
    groups: new Map(vServerGroups.map((group) => [group.VServerGroupId, group])),
    groupsOf: grouped(vServerGroups, (group) => group.LoadBalancerId),
    extensionsOf: grouped(domainExtensions, (one) => listenerKey(one.LoadBalancerId, one.ListenerPort)),
    interfacesByIp: new Map(
      [...grouped(byIp, ({ ip }) => ip)].map(([ip, pairs]) => [ip, pairs.map(({ eni }) => eni)]),
    ),
  };
}

export function listenerKey(loadBalancerId: string, port: number | string): string {
  return `${loadBalancerId}:${port}`;
}

function ipsOf(eni: EcsNetworkInterface): readonly string[] {
  const secondary = eni.PrivateIpSets?.PrivateIpSet ?? [];
  const ips = [eni.PrivateIpAddress, ...secondary.map((set) => set.PrivateIpAddress)];
  return [...new Set(ips.filter((ip) => typeof ip === 'string'))];
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
