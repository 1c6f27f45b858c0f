import type { DiscoveredClusters } from '../config/config.ts';
import { globMatcher } from '../glob.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { ClusterDirectory, ListedCluster, TemporaryKubeconfig } from '../sources/alicloud/clusters.ts';
import { kubernetesCluster } from '../sources/kubernetes/kubernetes-cluster.ts';
import type { CallObserver } from '../sources/observer.ts';
import { orFailure } from './failures.ts';
import type { LiveCluster } from './live.ts';

/** Names are no paths: `*` matches `/` too, and a dot in front. */
const AS_TEXT = { dot: true, bash: true };
/** States in which a cluster has no API server that could answer. */
const WITHOUT_API_SERVER: ReadonlySet<string> = new Set([
  'initial',
  'waiting',
  'failed',
  'stopped',
  'deleting',
]);

/** Which clusters to look for. */
interface Search {
  readonly accountId: string;
  readonly regionId: string;
  readonly choice: DiscoveredClusters;
  /** Kubeconfigs stay valid for as long as a scan may take. */
  readonly scanSeconds: number;
}

/**
 * The clusters of one region that the CS API lists and the config wants. When they cannot be listed, that is a failure
 * of the region: nothing may be concluded about whose its SLBs are.
 */
export async function discoverClusters(
  directory: ClusterDirectory,
  search: Search,
  onCall: CallObserver,
  failures: Failure[],
): Promise<LiveCluster[]> {
  const { accountId, regionId, choice } = search;
  const where = { accountId, regionId, resource: 'clusters' };
  const listed = await orFailure(directory.clusters(regionId), where, failures, []);
  return listed
    .filter((cluster) => cluster.state !== 'deleted' && isChosen(cluster, choice))
    .map((cluster) => discovered(cluster, directory, search, onCall));
}

/** Whether a glob of the config matches a cluster's name or id. */
function isChosen({ name, clusterId }: ListedCluster, { include, exclude }: DiscoveredClusters): boolean {
  const matches = (globs: readonly string[]) =>
    globs.length > 0 && [name, clusterId].some(globMatcher(globs, AS_TEXT));
  return (include.length === 0 || matches(include)) && !matches(exclude);
}

function discovered(
  cluster: ListedCluster,
  directory: ClusterDirectory,
  { choice, scanSeconds }: Search,
  onCall: CallObserver,
): LiveCluster {
  const { clusterId, name, regionId, vpcId, state } = cluster;
  const identity = { clusterId, name, regionId, vpcId };
  if (WITHOUT_API_SERVER.has(state)) {
    const message = `cluster ${name} is ${state}: its API server cannot be read`;
    return {
      ...identity,
      unreadable: { code: 'ClusterNotRunning', message },
      connect: () => Promise.reject(new Error(message)),
    };
  }
  let known: Promise<TemporaryKubeconfig> | undefined;
  return {
    ...identity,
    addon: () => directory.ccmAddon(cluster),
    connect: async (signal) => {
      known ??= directory.kubeconfig(cluster, choice.endpoint, scanSeconds / 60);
      known.catch(() => {
        known = undefined;
      });
      const { config } = await known;
      return kubernetesCluster({
        clusterId,
        regionId,
        kubeconfig: config,
        origin: 'foreign',
        signal,
        onCall,
      });
    },
  };
}
