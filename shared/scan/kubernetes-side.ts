import { PRUNERS } from '../snapshot/prune.ts';
import type { Failure, SnapshotCluster } from '../snapshot/snapshot.ts';
import type { CcmAddon } from '../sources/alicloud/clusters.ts';
import type { KubernetesCluster } from '../sources/kubernetes/cluster.ts';
import { inTime } from '../time-limit.ts';
import { identityOf } from './cluster-identity.ts';
import { failureOf, orFailure } from './failures.ts';
import type { LiveCluster, ScanContext } from './live.ts';

/** A cluster as a snapshot holds it, items not yet checked. */
export interface KubernetesSide {
  readonly cluster: SnapshotCluster;
  readonly failures: readonly Failure[];
}

type Lists = SnapshotCluster['kubernetes'];
const NO_LIST = { items: [] };
const NOTHING: Lists = { services: NO_LIST, endpointSlices: NO_LIST, nodes: NO_LIST };

/**
 * Reads what the audit needs of one API server, within the cluster's deadline. Whatever fails becomes a failure of
 * this cluster: of one part where one list failed, of all of it where there is no connection. So it does when the CS API
 * does not tell of its CCM: without knowing whether pods are backends by default every comparison would be a guess.
 */
export async function readKubernetes(
  live: LiveCluster,
  accountId: string,
  context: ScanContext,
): Promise<KubernetesSide> {
  const owner = { accountId, clusterId: live.clusterId };
  const failures: Failure[] = [];
  const identity = { accountId, ...identityOf(live) };
  if (live.unreadable) {
    const failure = { ...owner, resource: 'kubernetes', ...live.unreadable };
    return { cluster: emptyCluster(live, accountId), failures: [failure] };
  }
  try {
    return await inTime(context.signal, context.clusterDeadline, async (signal) => {
      const lists = live.connect(signal).then((connection) => readLists(connection, owner, failures));
      const [addon, kubernetes] = await Promise.all([live.addon?.(), lists]);
      return { cluster: { ...identity, ...factsOf(addon), kubernetes }, failures };
    });
  } catch (thrown) {
    const failure = failureOf(thrown, { ...owner, resource: 'kubernetes' });
    return { cluster: emptyCluster(live, accountId), failures: [failure] };
  }
}

/** A cluster as a snapshot holds it when nothing of it was read. */
export function emptyCluster(live: LiveCluster, accountId: string): SnapshotCluster {
  return { accountId, ...identityOf(live), kubernetes: NOTHING };
}

function factsOf(addon: CcmAddon | undefined): Pick<SnapshotCluster, 'ccmVersion' | 'serviceBackendType'> {
  const { version, serviceBackendType } = addon ?? {};
  return {
    ...(version !== undefined && { ccmVersion: version }),
    ...(serviceBackendType !== undefined && { serviceBackendType }),
  };
}

async function readLists(
  connection: KubernetesCluster,
  owner: { readonly accountId: string; readonly clusterId: string },
  failures: Failure[],
): Promise<Lists> {
  const list = async (resource: 'services' | 'endpointSlices' | 'nodes') => ({
    items: await orFailure(connection[resource](PRUNERS[resource]), { ...owner, resource }, failures, []),
  });
  const [services, endpointSlices, nodes, event] = await Promise.all([
    list('services'),
    list('endpointSlices'),
    list('nodes'),
    orFailure(connection.precheckEvent(), { ...owner, resource: 'events' }, failures, undefined),
  ]);
  const lists = { services, endpointSlices, nodes, pods: NO_LIST, ...eventList(event) };
  // Raw items: the snapshot's own checks say which of them are what their type claims.
  return lists as Lists;
}

function eventList(event: unknown): { events?: { items: unknown[] } } {
  return event === undefined ? {} : { events: { items: [PRUNERS.events(event)] } };
}
