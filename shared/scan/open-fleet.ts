import type { Account, Config, SecretRef } from '../config/config.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { type CloudAccount, createAccount } from '../sources/alicloud/account.ts';
import { clusterDirectory } from '../sources/alicloud/cluster-directory.ts';
import { ecsRegion } from '../sources/alicloud/ecs.ts';
import { slbRegion } from '../sources/alicloud/slb.ts';
import { vpcRegion } from '../sources/alicloud/vpc.ts';
import type { CallObserver } from '../sources/observer.ts';
import { accountOptions } from './account-options.ts';
import { discoverClusters } from './discovery.ts';
import { listedCluster } from './listed-cluster.ts';
import type { LiveCluster, LiveFleet, Shard } from './live.ts';

/** What opening a fleet needs beside its config. */
export interface OpenOptions {
  readonly secret: (ref: SecretRef) => string;
  /** Ends every call. */
  readonly signal: AbortSignal;
  readonly onCall: CallObserver;
}

/** Opens every account and region of a config: clusters that are to be discovered are asked for here. */
export async function openFleet(config: Config, options: OpenOptions): Promise<LiveFleet> {
  const failures: Failure[] = [];
  const shards = await Promise.all(
    config.accounts.flatMap((account) => {
      const cloud = createAccount(accountOptions(account, config.limits, options));
      return account.regions.map((regionId) =>
        openShard(account, cloud, regionId, config, options, failures),
      );
    }),
  );
  failures.push(...unmatched(config, shards, failures));
  return { shards: withoutTwins(shards, failures), failures };
}

async function openShard(
  account: Account,
  cloud: CloudAccount,
  regionId: string,
  config: Config,
  options: OpenOptions,
  failures: Failure[],
): Promise<Shard> {
  const { clusters } = account;
  const live: readonly LiveCluster[] =
    clusters.kind === 'list'
      ? clusters.clusters
          .filter((cluster) => cluster.regionId === regionId)
          .map((cluster) => listedCluster(cluster, options))
      : await discoverClusters(
          clusterDirectory(cloud),
          { accountId: account.name, regionId, choice: clusters, scanSeconds: config.deadlines.scanSeconds },
          options.onCall,
          failures,
        );
  return {
    accountId: account.name,
    regionId,
    isWhole: true,
    concurrency: config.limits.slb.concurrency,
    slb: slbRegion(cloud, regionId),
    ecs: ecsRegion(cloud, regionId),
    vpc: vpcRegion(cloud, regionId),
    clusters: live,
  };
}

/** Accounts whose `include` matches no cluster at all: a typing error must not look like a fleet in order. */
function unmatched(config: Config, shards: readonly Shard[], failures: readonly Failure[]): Failure[] {
  return config.accounts.flatMap(({ name, clusters }) => {
    if (clusters.kind !== 'discover' || clusters.include.length === 0) return [];
    const isRead = !failures.some((failure) => failure.accountId === name);
    const isEmpty = shards.every((shard) => shard.accountId !== name || shard.clusters.length === 0);
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
      failures.push({
        accountId: shard.accountId,
        regionId: shard.regionId,
        resource: 'clusters',
        code: 'ClusterTwice',
        message: `cluster ${name} (${clusterId}) is one of account ${other.accountId} too; name each account once`,
      });
      return false;
    });
    return clusters.length < shard.clusters.length ? [] : [shard];
  });
}
