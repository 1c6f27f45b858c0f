import { BlockList, isIPv4 } from 'node:net';
import type {
  SlbDomainExtension,
  SlbListener,
  SlbLoadBalancer,
  SlbServerCertificate,
  SlbVServerGroup,
} from '../snapshot/cloud-items.ts';
import type { Readability } from '../snapshot/readability.ts';
import { toInteger } from '../snapshot/shapes.ts';
import type { Failure, SnapshotRegion } from '../snapshot/snapshot.ts';
import type { EniLookup } from './desired/server-groups.ts';
import { distinct } from './distinct.ts';
import { OWNER_TAG } from './names.ts';

/** What SLB, ECS and VPC hold in one region (of one account where the snapshot tells), ready to be asked. */
export interface CloudIndex {
  readonly regionId: string;
  /** What of it, and of the clusters that use it, could not be read. */
  readonly readable: Readability;
  readonly loadBalancers: readonly SlbLoadBalancer[];
  /** Why instances that are there, or may be, are not in the list. */
  readonly unlisted: readonly Failure[];
  readonly byId: ReadonlyMap<string, SlbLoadBalancer>;
  readonly byName: ReadonlyMap<string, readonly SlbLoadBalancer[]>;
  readonly byOwnerTag: ReadonlyMap<string, readonly SlbLoadBalancer[]>;
  readonly listenersOf: (loadBalancerId: string) => readonly SlbListener[];
  readonly groupsOf: (loadBalancerId: string) => readonly SlbVServerGroup[];
  /** Undefined when the region's domain extensions were not read. */
  readonly domainExtensionsOf: (
    loadBalancerId: string,
    port: number,
  ) => readonly SlbDomainExtension[] | undefined;
  /** Undefined when the region's certificates were not read. */
  readonly certificates: readonly SlbServerCertificate[] | undefined;
  readonly eniOf: (address: string, vpcId: string) => EniLookup;
  /** False where the snapshot has no network interfaces of this region, though no failure says so. */
  readonly hasNetworkInterfaces: boolean;
}

/** Items by key; of two that are the same thing (a page that shifts while it is read shows one twice) the first. */
function grouped<T>(
  items: Iterable<T>,
  keyOf: (item: T) => string | undefined,
  same: (one: T, other: T) => boolean = () => false,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (!group) groups.set(key, [item]);
    else if (!group.some((known) => same(known, item))) group.push(item);
  }
  return groups;
}

function ownerTagOf(item: SlbLoadBalancer): string | undefined {
  return item.Tags?.Tag?.find((tag) => tag.TagKey === OWNER_TAG)?.TagValue ?? undefined;
}

/** Of several accounts' inventories of one region: a part is undefined only if no inventory has it. */
function merged<T>(parts: readonly (readonly T[] | undefined)[]): readonly T[] | undefined {
  const present = parts.filter((part) => part !== undefined);
  return present.length <= 1 ? present[0] : present.flat();
}

/** Indexes the snapshot's entries for one region. Readability decides what may not be concluded from them. */
export function indexCloud(
  regionId: string,
  entries: readonly SnapshotRegion[],
  readable: Readability,
): CloudIndex {
  const all = <T>(part: (entry: SnapshotRegion) => readonly T[] | undefined) => merged(entries.map(part));
  const loadBalancers = distinct(
    all((entry) => entry.slb.loadBalancers) ?? [],
    (item) => item.LoadBalancerId,
  );
  const listeners = grouped(
    all((entry) => entry.slb.listeners) ?? [],
    (item) => item.LoadBalancerId,
    (one, other) =>
      one.ListenerPort === other.ListenerPort && one.ListenerProtocol === other.ListenerProtocol,
  );
  const groups = grouped(
    all((entry) => entry.slb.vServerGroups) ?? [],
    (item) => item.LoadBalancerId,
    (one, other) => one.VServerGroupId === other.VServerGroupId,
  );
  const extensions = all((entry) => entry.slb.domainExtensions);
  const byListener = grouped(
    extensions ?? [],
    (item) => `${item.LoadBalancerId}:${toInteger(item.ListenerPort)}`,
  );
  const certificates = all((entry) => entry.slb.serverCertificates);
  const enis = all((entry) => entry.ecs?.networkInterfaces);
  const vpcs = all((entry) => entry.vpc?.vpcs);
  const byId = new Map(loadBalancers.map((item) => [item.LoadBalancerId, item]));
  const unlisted = readable
    .reasonsOf(regionId, 'loadBalancers')
    .filter(({ loadBalancerId }) => loadBalancerId === undefined || !byId.has(loadBalancerId));
  return {
    regionId,
    readable,
    loadBalancers,
    unlisted,
    byId,
    byName: grouped(loadBalancers, (item) => item.LoadBalancerName || undefined),
    byOwnerTag: grouped(loadBalancers, ownerTagOf),
    listenersOf: (id) => listeners.get(id) ?? [],
    groupsOf: (id) => groups.get(id) ?? [],
    domainExtensionsOf: (id, port) =>
      extensions && !readable.cloudUnread(regionId, 'domainExtensions', id)
        ? (byListener.get(`${id}:${port}`) ?? [])
        : undefined,
    certificates: readable.cloudUnread(regionId, 'serverCertificates') ? undefined : certificates,
    eniOf: eniLookup(
      enis && !readable.cloudIncomplete(regionId, 'networkInterfaces') ? enis : undefined,
      vpcs && !readable.cloudIncomplete(regionId, 'vpcs') ? vpcs : undefined,
      enis ?? [],
    ),
    hasNetworkInterfaces: enis !== undefined,
  };
}

type Enis = NonNullable<SnapshotRegion['ecs']>['networkInterfaces'];
type Vpcs = NonNullable<SnapshotRegion['vpc']>['vpcs'];

/** An address is looked up within the cluster's VPC; an interface that names no VPC counts for any. */
function eniLookup(complete: Enis | undefined, vpcs: Vpcs | undefined, known: Enis): CloudIndex['eniOf'] {
  const byAddress = new Map<string, { id: string; vpcId: string }[]>();
  for (const eni of known) {
    const addresses = [
      eni.PrivateIpAddress,
      ...(eni.PrivateIpSets?.PrivateIpSet ?? []).map((s) => s.PrivateIpAddress),
    ];
    for (const address of new Set(addresses)) {
      if (!address) continue;
      const entry = { id: eni.NetworkInterfaceId, vpcId: eni.VpcId ?? '' };
      const entries = byAddress.get(address);
      if (entries) entries.push(entry);
      else byAddress.set(address, [entry]);
    }
  }
  const blocks = new Map<string, BlockList>();
  for (const vpc of vpcs ?? []) {
    blocks.set(vpc.VpcId, blockList([vpc.CidrBlock, ...(vpc.SecondaryCidrBlocks?.SecondaryCidrBlock ?? [])]));
  }
  return (address, vpcId) => {
    const found = byAddress.get(address)?.findLast((entry) => entry.vpcId === '' || entry.vpcId === vpcId);
    if (found) return { kind: 'found', id: found.id };
    const block = blocks.get(vpcId);
    if (!complete || !block) return { kind: 'unread' };
    return { kind: isIPv4(address) && block.check(address, 'ipv4') ? 'invalid' : 'outside' };
  };
}

/** CIDR blocks that cannot be parsed are passed over, as CCM does. */
function blockList(cidrs: readonly (string | null | undefined)[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix = ''] = (cidr ?? '').split('/');
    if (isIPv4(address) && /^\d{1,6}$/.test(prefix) && Number(prefix) <= 32) {
      list.addSubnet(address, Number(prefix), 'ipv4');
    }
  }
  return list;
}
