import pLimit from 'p-limit';
import { featuresOf } from '../model/ccm-version.ts';
import type { CloudIndex } from '../model/cloud-index.ts';
import { usesDefaultGroup } from '../model/comparison/default-group.ts';
import type { SlbListener, SlbServerCertificate } from '../snapshot/cloud-items.ts';
import { PRUNERS } from '../snapshot/prune.ts';
import type { Failure, SnapshotCluster, SnapshotRegion } from '../snapshot/snapshot.ts';
import { type Details, detailsOf } from './details.ts';
import { failureOf, orFailure } from './failures.ts';
import { lookIntoLeftover } from './leftovers.ts';
import { GONE, listenersOfInstances } from './listing.ts';
import type { LiveCluster, ScanContext, Shard } from './live.ts';
import { type LoadedCluster, loadCluster, unreadCluster } from './load-cluster.ts';
import { type InstanceUser, isLookedInto } from './needs.ts';
import { networkSideOf } from './network-side.ts';
import { assembleRegion, vanishedOf } from './region-assembly.ts';
import { planningIndex, type RegionLists, readRegionLists } from './region-side.ts';
import { rememberingShard } from './remembering-shard.ts';

/** So many API servers are read at once: a slow one does not hold up the rest. */
const CLUSTERS_AT_ONCE = 8;

/** What one shard adds to a snapshot. */
interface LoadedShard {
  readonly clusters: readonly SnapshotCluster[];
  readonly region: SnapshotRegion;
  readonly failures: readonly Failure[];
}

type Users = ReadonlyMap<string, readonly InstanceUser[]>;

/**
 * Reads one shard: the lists of its region once, its clusters beside each other, and the details of the instances that
 * they use as soon as they are known. What fails stands in `failures`.
 */
export async function loadShard(plain: Shard, context: ScanContext): Promise<LoadedShard> {
  const shard = rememberingShard(plain, context.memory);
  const { accountId, regionId } = shard;
  const lists = readRegionLists(shard);
  const planning = lists.instances.then((items) => planningIndex(regionId, items ?? []));
  const details = detailsOf(shard, context.tally);
  const network = networkSideOf(shard);

  async function load(live: LiveCluster): Promise<LoadedCluster> {
    const loaded = await loadWithDetails(live);
    const { clusterId, name, kubernetes } = loaded.cluster;
    const services = kubernetes.services.items?.length ?? 0;
    context.tally.add('clusters', 'done');
    context.onCluster?.({ clusterId, name, services, failures: loaded.failures });
    return loaded;
  }
  async function loadWithDetails(live: LiveCluster): Promise<LoadedCluster> {
    try {
      const loaded = await loadCluster(live, accountId, planning, context);
      const { users, addresses } = loaded.needs;
      const reads = [...users].map(([id, own]) =>
        details.readGroups(id, (groupId, name) => isLookedInto(own, groupId, name)),
      );
      await Promise.all([...reads, network.lookUp(addresses, live.vpcId)]);
      return loaded;
    } catch (thrown) {
      const where = { accountId, clusterId: live.clusterId, resource: 'kubernetes' };
      return unreadCluster(live, accountId, failureOf(thrown, where));
    }
  }

  context.tally.add('clusters', 'total', shard.clusters.length);
  const limit = pLimit(CLUSTERS_AT_ONCE);
  const clusters = await Promise.all(shard.clusters.map((live) => limit(() => load(live))));
  const users = allUsers(clusters);
  const failures: Failure[] = [];
  const instances = (await lists.instances) ?? [];
  const listeners = await allListeners(shard, lists, users, failures);
  const cloud = planningIndex(regionId, instances, listeners);
  const certificates = await readRest(shard, { cloud, users, clusters, details, failures, context });

  const all = [
    ...lists.failures,
    ...clusters.flatMap((cluster) => cluster.failures),
    ...details.notes.failures,
    ...details.notes.gone,
    ...network.failures,
    ...failures,
  ];
  const gone = [...details.notes.gone, ...all.filter((failure) => failure.code === GONE)];
  const late: Failure[] = [];
  const vanished = await vanishedOf(shard, gone, late);
  return {
    clusters: clusters.map(({ cluster }) => cluster),
    region: assembleRegion(shard, { instances, listeners, certificates, details, network }, vanished),
    failures: [...all.filter((failure) => !vanished.has(failure.loadBalancerId ?? '')), ...late],
  };
}

function allUsers(clusters: readonly LoadedCluster[]): Users {
  const users = new Map<string, InstanceUser[]>();
  for (const { needs } of clusters) {
    for (const [id, own] of needs.users) users.set(id, [...(users.get(id) ?? []), ...own]);
  }
  return users;
}

/** The listing, and the listeners of used instances that it left out because they carry no tag. */
async function allListeners(
  { slb, accountId, regionId }: Shard,
  lists: RegionLists,
  users: Users,
  failures: Failure[],
): Promise<readonly SlbListener[]> {
  const listing = await lists.listeners;
  if (!listing) return [];
  const missing = [...users.keys()].filter((id) => !listing.covers(id));
  if (missing.length === 0) return listing.items;
  const where = { accountId, regionId, resource: 'listeners' };
  const more = await orFailure(
    listenersOfInstances(slb, where, missing, failures),
    where,
    failures,
    undefined,
  );
  return [...listing.items, ...(more?.items ?? [])];
}

interface Rest {
  readonly cloud: CloudIndex;
  readonly users: Users;
  readonly clusters: readonly LoadedCluster[];
  readonly details: Details;
  readonly failures: Failure[];
  readonly context: ScanContext;
}

/** What only the listeners tell to read: domain extensions, default groups, leftovers, certificates. */
async function readRest(shard: Shard, rest: Rest): Promise<readonly SlbServerCertificate[] | undefined> {
  const { cloud, users, clusters, details, failures, context } = rest;
  const { firstGeneration } = featuresOf(context.targetCcmVersion);
  const reads: Promise<void>[] = [];
  for (const [id, own] of users) {
    const present = cloud.listenersOf(id);
    if (firstGeneration && own.some(({ owner }) => usesDefaultGroup(present, owner))) {
      reads.push(details.readDefaultGroup(id));
    }
  }
  const https = httpsPairs(users, cloud);
  for (const { id, wish } of https) if (wish.hasExtensions) reads.push(details.readExtensions(id, wish.port));
  const needsCertificates = https.some(
    ({ wish, listener }) => listener.HTTPSListenerConfig?.ServerCertificateId !== wish.certificateId,
  );
  const readable = new Set(clusters.filter((one) => one.hasServices).map(({ cluster }) => cluster.clusterId));
  for (const item of cloud.loadBalancers) {
    const choice = users.has(item.LoadBalancerId) ? undefined : lookIntoLeftover(item, cloud, readable);
    if (choice) reads.push(details.readGroups(item.LoadBalancerId, choice));
  }
  const where = { accountId: shard.accountId, regionId: shard.regionId, resource: 'serverCertificates' };
  const certificates = needsCertificates
    ? orFailure(shard.slb.serverCertificates(), where, failures, [])
    : undefined;
  await Promise.all(reads);
  return (await certificates)?.map(PRUNERS.serverCertificates) as SlbServerCertificate[] | undefined;
}

/** The https listeners that are wanted and there. */
function httpsPairs(users: Users, cloud: CloudIndex) {
  return [...users].flatMap(([id, own]) =>
    own
      .flatMap((user) => user.https)
      .flatMap((wish) => {
        const listener = cloud.listenersOf(id).find((one) => isHttps(one, wish.port));
        return listener ? [{ id, wish, listener }] : [];
      }),
  );
}

function isHttps(listener: SlbListener, port: number): boolean {
  return listener.ListenerProtocol === 'https' && Number(listener.ListenerPort) === port;
}
