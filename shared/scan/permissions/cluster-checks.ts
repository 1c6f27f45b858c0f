import type { LimitFunction } from 'p-limit';
import type { DiscoveredClusters } from '../../config/config.ts';
import type { ClusterDirectory } from '../../sources/alicloud/clusters.ts';
import { discoverClusters } from '../discovery.ts';
import type { LiveCluster } from '../live.ts';
import { type PermissionCheck, type Place, ramTrial, type Trial } from './check.ts';
import { type ClusterContext, tryKubernetes } from './kubernetes-checks.ts';
import type { RegionPlace } from './slb-checks.ts';
import { notTried, tryOut } from './try.ts';

/** What a discovery asks the CS API for. */
export const LISTING_ACTION = 'cs:DescribeClustersV1';
/** What each discovered cluster asks the CS API for: its kubeconfig, and the version of its CCM. */
export const CLUSTER_ACTIONS = ['cs:DescribeClusterUserKubeconfig', 'cs:GetClusterAddonInstance'] as const;

/** How the clusters of an account are tried. */
export interface ClustersContext extends ClusterContext {
  /** Bounds how many API servers are asked at once. */
  readonly limit: LimitFunction;
}

/** Tries clusters that the config names. Never throws. */
export async function tryListed(
  clusters: readonly LiveCluster[],
  place: RegionPlace,
  context: ClustersContext,
): Promise<PermissionCheck[]> {
  const tried = await Promise.all(
    clusters.map((live) => context.limit(() => tryKubernetes(live, placeOf(place, live), context))),
  );
  return tried.flat();
}

/** Tries the discovery of a region's clusters, and each cluster that it finds and the config wants. Never throws. */
export async function tryDiscovered(
  directory: ClusterDirectory,
  place: RegionPlace,
  choice: DiscoveredClusters,
  context: ClustersContext,
): Promise<PermissionCheck[]> {
  const [kubeconfigAction] = CLUSTER_ACTIONS;
  const kubeconfigs = new Map<string, PermissionCheck>();
  let listing = notTried(ramTrial(place, LISTING_ACTION), 'blocked');
  // The discovery of a scan, listened to: so what is tried is what a scan does.
  const watched: ClusterDirectory = {
    ...directory,
    clusters: (regionId) =>
      noting(ramTrial(place, LISTING_ACTION), directory.clusters(regionId), (check) => {
        listing = check;
      }),
    kubeconfig: (cluster, ...rest) =>
      noting(
        ramTrial(place, kubeconfigAction, { resource: resourceOf(cluster.clusterId) }),
        directory.kubeconfig(cluster, ...rest),
        (check) => kubeconfigs.set(cluster.clusterId, check),
      ),
  };
  // The shortest life that kubeconfigs have is enough.
  const search = { accountId: place.account, regionId: place.regionId, choice, scanSeconds: 0 };
  const found = await discoverClusters(watched, search, () => undefined, []);

  async function tryOne(live: LiveCluster): Promise<PermissionCheck[]> {
    const own = placeOf(place, live);
    const addon = addonCheck(live, own);
    const kubernetes = await tryKubernetes(
      live,
      own,
      context,
      () => kubeconfigs.get(live.clusterId)?.outcome !== 'ok',
    );
    const resource = resourceOf(live.clusterId);
    const kubeconfig =
      kubeconfigs.get(live.clusterId) ??
      notTried(ramTrial(own, kubeconfigAction, { resource }), 'not-running', live.unreadable?.message);
    return [{ ...kubeconfig, where: own }, ...(await addon), ...kubernetes];
  }

  const clusters = await Promise.all(found.map((live) => context.limit(() => tryOne(live))));
  const isEmpty = listing.outcome === 'ok' && found.length === 0;
  return [isEmpty ? { ...listing, hint: 'no-clusters' } : listing, ...clusters.flat()];
}

/** The work's own outcome, once a check of it was noted. */
async function noting<T>(trial: Trial, work: Promise<T>, note: (check: PermissionCheck) => void): Promise<T> {
  note((await tryOut(trial, () => work)).check);
  return work;
}

async function addonCheck(live: LiveCluster, place: Place): Promise<PermissionCheck[]> {
  const { addon } = live;
  if (!addon) return [];
  return [(await tryOut(ramTrial(place, CLUSTER_ACTIONS[1]), addon)).check];
}

function placeOf({ account, regionId }: RegionPlace, { clusterId, name }: LiveCluster): Place {
  return { account, regionId, cluster: { clusterId, name } };
}

/** One cluster, as RAM policies name it. */
function resourceOf(clusterId: string): string {
  return `acs:cs:*:*:cluster/${clusterId}`;
}
