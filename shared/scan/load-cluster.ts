import { type CcmFeatures, featuresOf } from '../model/ccm-version.ts';
import type { CloudIndex } from '../model/cloud-index.ts';
import { indexCluster } from '../model/cluster-index.ts';
import { parseSnapshot } from '../snapshot/parse.ts';
import { PRUNERS } from '../snapshot/prune.ts';
import type { Failure, SnapshotCluster } from '../snapshot/snapshot.ts';
import { inTime } from '../time-limit.ts';
import { failureOf } from './failures.ts';
import { emptyCluster, type KubernetesSide, readKubernetes } from './kubernetes-side.ts';
import type { LiveCluster, ScanContext } from './live.ts';
import { questionKey, remembered } from './memory.ts';
import { type Needs, needsOf } from './needs.ts';

/** One cluster read, and what must be read of its region for it. */
export interface LoadedCluster {
  readonly cluster: SnapshotCluster;
  readonly needs: Needs;
  readonly failures: readonly Failure[];
  /** Its Services were read, so that an instance that none of them uses may be an orphan. */
  readonly hasServices: boolean;
}

/** Reads a cluster, pods included where a readiness gate may count. Never throws. */
export async function loadCluster(
  live: LiveCluster,
  accountId: string,
  cloud: Promise<CloudIndex>,
  context: ScanContext,
): Promise<LoadedCluster> {
  const { clusterId } = live;
  const read = () => readKubernetes(live, accountId, context);
  const side = await remembered(context.memory, `cluster/${clusterId}`, read, (side) =>
    mayBeKept(side, clusterId, context),
  );
  const features = featuresOf(context.targetCcmVersion);
  const needs = planned(side.cluster, await cloud, features);
  const withPods = await addPods(live, side.cluster, needs, context);
  const failures = [...side.failures, ...withPods.failures];
  return {
    cluster: withPods.cluster,
    // Pods that count after all bring addresses of their own.
    needs: needs.pods.length > 0 ? planned(withPods.cluster, await cloud, features) : needs,
    failures,
    hasServices:
      !live.isPartial &&
      !failures.some(({ resource }) => resource === 'kubernetes' || resource === 'services'),
  };
}

/**
 * Whether the next attempt at a shard need not read a cluster again: it was read in full, or failed before. What was cut
 * off by the end of the scan says nothing.
 */
function mayBeKept(
  { failures }: KubernetesSide,
  clusterId: string,
  { memory, signal }: ScanContext,
): boolean {
  if (signal.aborted) return false;
  const key = `failed/${clusterId}`;
  if (failures.length === 0 || memory?.recall(key)) return true;
  memory?.keep(key, true);
  return false;
}

/** A cluster of which nothing could be read. */
export function unreadCluster(live: LiveCluster, accountId: string, failure: Failure): LoadedCluster {
  const cluster = emptyCluster(live, accountId);
  return { cluster, needs: NO_NEEDS, failures: [failure], hasServices: false };
}

const NO_NEEDS: Needs = { users: new Map(), pods: [], addresses: [] };

function planned(cluster: SnapshotCluster, cloud: CloudIndex, features: CcmFeatures): Needs {
  const parsed = parseSnapshot({ formatVersion: 1, clusters: [cluster], regions: [] });
  const [usable] = parsed.ok ? parsed.snapshot.clusters : [];
  return usable ? needsOf(indexCluster(usable, cloud), features) : NO_NEEDS;
}

/** Under a limit of its own: the needs may have waited long for the region's lists. */
async function addPods(
  live: LiveCluster,
  cluster: SnapshotCluster,
  needs: Needs,
  context: ScanContext,
): Promise<KubernetesSide> {
  if (needs.pods.length === 0) return { cluster, failures: [] };
  const { accountId, clusterId } = cluster;
  try {
    const read = () =>
      inTime(context.signal, context.clusterDeadline, async (signal) => {
        const connection = await live.connect(signal);
        return connection.pods(needs.pods, PRUNERS.pods);
      });
    // A cluster that is read anew may ask for others.
    const asked = questionKey(needs.pods.map(({ namespace, name }) => `${namespace}/${name}`));
    const items = await remembered(context.memory, `pods/${clusterId}/${asked}`, read);
    const kubernetes = { ...cluster.kubernetes, pods: { items } } as SnapshotCluster['kubernetes'];
    return { cluster: { ...cluster, kubernetes }, failures: [] };
  } catch (thrown) {
    const where = { ...(accountId !== undefined && { accountId }), clusterId, resource: 'pods' };
    return { cluster, failures: [failureOf(thrown, where)] };
  }
}
