import pLimit from 'p-limit';
import type { Account, Config, SecretRef } from '../../config/config.ts';
import { type CloudAccount, createAccount } from '../../sources/alicloud/account.ts';
import { clusterDirectory } from '../../sources/alicloud/cluster-directory.ts';
import { inTime } from '../../time-limit.ts';
import { accountOptions } from '../account-options.ts';
import { listedCluster } from '../listed-cluster.ts';
import type { OpenOptions } from '../open-options.ts';
import { type PermissionCheck, ramTrial } from './check.ts';
import { type ClustersContext, LISTING_ACTION, tryDiscovered, tryListed } from './cluster-checks.ts';
import { checkCredentials } from './credentials.ts';
import { NETWORK_ACTIONS, tryNetwork } from './network-checks.ts';
import { type RegionPlace, SLB_ACTIONS, tryInstances, trySlbDetails } from './slb-checks.ts';
import { notTried } from './try.ts';

/** So many API servers are asked at once. */
const CLUSTERS_AT_ONCE = 8;

/** What trying needs beside the config. */
interface PermissionOptions {
  readonly secret: (ref: SecretRef) => string;
  /** Ends it early; what was not tried by then says so. */
  readonly signal: AbortSignal;
}

/**
 * Tries, by reading alone and with as few calls as tell, everything that a scan of this config asks for: accounts in
 * the config's order, in each the regions, in each what is the region's and then its clusters. Nothing remote makes it
 * throw, and what fails in one place stops nothing elsewhere.
 */
export async function checkPermissions(
  config: Config,
  { secret, signal }: PermissionOptions,
): Promise<readonly PermissionCheck[]> {
  return inTime(signal, config.deadlines.scanSeconds * 1000, (whole) => tryAll(config, secret, whole));
}

async function tryAll(
  config: Config,
  secret: PermissionOptions['secret'],
  whole: AbortSignal,
): Promise<readonly PermissionCheck[]> {
  const options: OpenOptions = { secret, signal: whole, onCall: () => undefined };
  const context: ClustersContext = {
    signal: whole,
    deadline: config.deadlines.clusterSeconds * 1000,
    limit: pLimit(CLUSTERS_AT_ONCE),
  };
  const accounts = config.accounts.map(async (account) => {
    const cloud = createAccount(accountOptions(account, config.limits, options));
    // Clusters that the config names have kubeconfigs of their own, and do not wait for the cloud.
    const listed = account.regions.map((regionId) => tryListedIn(account, regionId, options, context));
    const credentials = await checkCredentials(account, cloud);
    const regions = account.regions.map(async (regionId, index) => {
      const place = { account: account.name, regionId };
      const own =
        credentials && credentials.outcome !== 'ok'
          ? blockedRegion(account, place)
          : await tryRegion(account, cloud, place, context);
      return [...own, ...((await listed[index]) ?? [])];
    });
    return [...(credentials ? [credentials] : []), ...(await Promise.all(regions)).flat()];
  });
  return (await Promise.all(accounts)).flat();
}

async function tryListedIn(
  account: Account,
  regionId: string,
  options: OpenOptions,
  context: ClustersContext,
): Promise<PermissionCheck[]> {
  if (account.clusters.kind !== 'list') return [];
  const clusters = account.clusters.clusters.filter((cluster) => cluster.regionId === regionId);
  return tryListed(
    clusters.map((cluster) => listedCluster(cluster, options)),
    { account: account.name, regionId },
    context,
  );
}

async function tryRegion(
  account: Account,
  cloud: CloudAccount,
  place: RegionPlace,
  context: ClustersContext,
): Promise<PermissionCheck[]> {
  const instances = await tryInstances(cloud, place);
  const { check } = instances;
  // A key that one product does not know is known to none.
  if (check.hint === 'bad-key') return [check, ...blockedRegion(account, place).slice(1)];
  const { clusters } = account;
  const parts = await Promise.all([
    trySlbDetails(cloud, place, instances),
    tryNetwork(cloud, place),
    clusters.kind === 'discover' ? tryDiscovered(clusterDirectory(cloud), place, clusters, context) : [],
  ]);
  return [check, ...parts.flat()];
}

function blockedRegion({ clusters }: Account, place: RegionPlace): PermissionCheck[] {
  const actions = ['slb:DescribeLoadBalancers', ...SLB_ACTIONS, ...NETWORK_ACTIONS];
  if (clusters.kind === 'discover') actions.push(LISTING_ACTION);
  return actions.map((action) => notTried(ramTrial(place, action), 'blocked'));
}
