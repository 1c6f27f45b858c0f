import type { Account, Config } from '../config/config.ts';
import { UsageError } from '../errors.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { type CloudAccount, createAccount } from '../sources/alicloud/account.ts';
import { clusterDirectory } from '../sources/alicloud/cluster-directory.ts';
import { ecsRegion } from '../sources/alicloud/ecs.ts';
import { slbRegion } from '../sources/alicloud/slb.ts';
import { vpcRegion } from '../sources/alicloud/vpc.ts';
import { accountOptions } from './account-options.ts';
import { discoverClusters } from './discovery.ts';
import { listedCluster } from './listed-cluster.ts';
import type { LiveCluster, LiveFleet, Shard } from './live.ts';
import type { OpenOptions } from './open-options.ts';

/** Where a shard is. */
export interface Place {
  /** The account's name in the config. */
  readonly accountId: string;
  readonly regionId: string;
  /** Only the clusters that this function is to read; all of them if left out. */
  readonly function?: string;
}

/** Opens every account and region of a config: clusters that are to be discovered are asked for here. */
export async function openFleet(config: Config, options: OpenOptions): Promise<LiveFleet> {
  const failures: Failure[] = [];
  const shards = await Promise.all(
    config.accounts.flatMap((account) => {
      const cloud = createAccount(accountOptions(account, config.limits, options));
      return account.regions.map((regionId) =>
        openRegion(account, cloud, { accountId: account.name, regionId }, config, options, failures),
      );
    }),
  );
  const counts = shards.map(({ accountId, clusters }) => ({ accountId, clusters: clusters.length }));
  failures.push(...unmatched(config, counts, failures));
  return { shards: withoutTwins(shards, failures), failures };
}

/**
 * Opens one shard of a config.
 * @throws UsageError when the config has no such account
 */
export async function openShard(config: Config, place: Place, options: OpenOptions): Promise<LiveFleet> {
  const account = config.accounts.find(({ name }) => name === place.accountId);
  if (!account) throw new UsageError(`the config has no account "${place.accountId}"`);
  const failures: Failure[] = [];
  const cloud = createAccount(accountOptions(account, config.limits, options));
  const shard = await openRegion(account, cloud, place, config, options, failures);
  return { shards: [shard], failures };
}

async function openRegion(
  account: Account,
  cloud: CloudAccount,
  place: Place,
  config: Config,
  options: OpenOptions,
  failures: Failure[],
): Promise<Shard> {
  const { clusters } = account;
  const { accountId, regionId } = place;
  const isMine = (functionName: string | undefined) =>
    place.function === undefined || (functionName ?? config.functions.auditRegion) === place.function;
  const live: readonly LiveCluster[] =
    clusters.kind === 'list'
      ? clusters.clusters
          .filter((cluster) => cluster.regionId === regionId && isMine(cluster.function))
          .map((cluster) => listedCluster(cluster, options))
      : await discoverClusters(
          clusterDirectory(cloud),
          { accountId, regionId, choice: clusters, scanSeconds: config.deadlines.scanSeconds },
          options.onCall,
          failures,
        );
  return {
    accountId,
    regionId,
    isWhole: true,
    concurrency: config.limits.slb.concurrency,
    slb: slbRegion(cloud, regionId),
    ecs: ecsRegion(cloud, regionId),
    vpc: vpcRegion(cloud, regionId),
    clusters:
      clusters.kind === 'list' ? live : live.filter(({ vpcId }) => isMine(clusters.functions.get(vpcId))),
  };
}

/** How many clusters an account has in one of its shards. */
interface ClusterCount {
  readonly accountId: string;
  readonly clusters: number;
}

/** Accounts whose `include` matches no cluster at all: a typing error must not look like a fleet in order. */
export function unmatched(
  config: Config,
  counts: readonly ClusterCount[],
  failures: readonly Failure[],
): Failure[] {
  return config.accounts.flatMap(({ name, clusters }) => {
    if (clusters.kind !== 'discover' || clusters.include.length === 0) return [];
    const isRead = !failures.some((failure) => failure.accountId === name);
    const isEmpty = counts.every((count) => count.accountId !== name || count.clusters === 0);
    if (!isRead || !isEmpty) return [];
    const message = `no cluster of account ${name} matches its include (${clusters.include.join(', ')})`;
    return [{ accountId: name, resource: 'clusters', code: 'NoClusterMatches', message }];
  });
}

/**
 * Two accounts of a config may be one and the same: a cluster that both have is read once, and that is said. The second
 * one's region is left out with it, or its SLBs would count twice.
 */
function withoutTwins(shards: readonly Shard[], failures: Failure[]): Shard[] {
  const first = new Map<string, Shard>();
  return shards.flatMap((shard) => {
    const clusters = shard.clusters.filter(({ clusterId, name }) => {
      const other = first.get(clusterId);
      if (!other) {
        first.set(clusterId, shard);
        return true;
      }
      failures.push(twice(shard, { clusterId, name }, other.accountId));
      return false;
    });
    return clusters.length < shard.clusters.length ? [] : [shard];
  });
}

/** That a cluster of one shard is one of another account too. */
export function twice(
  { accountId, regionId }: Place,
  { clusterId, name }: Pick<LiveCluster, 'clusterId' | 'name'>,
  other: string,
): Failure {
  const message = `cluster ${name} (${clusterId}) is one of account ${other} too; name each account once`;
  return { accountId, regionId, resource: 'clusters', code: 'ClusterTwice', message };
}
