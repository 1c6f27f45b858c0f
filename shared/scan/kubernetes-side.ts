import { PRUNERS } from '../snapshot/prune.ts';
import type { Failure, SnapshotCluster } from '../snapshot/snapshot.ts';
import type { CcmAddon } from '../sources/alicloud/clusters.ts';
import type { KubernetesCluster } from '../sources/kubernetes/cluster.ts';
import { failureOf, orFailure } from './failures.ts';
import type { LiveCluster, ScanContext } from './live.ts';

/** A cluster as a snapshot holds it, items not yet checked, with the connection that read it. */
export interface KubernetesSide {
  readonly cluster: SnapshotCluster;
  readonly failures: readonly Failure[];
  /** Undefined when the API server could not even be asked. */
  readonly connection: KubernetesCluster | undefined;
}

type Lists = SnapshotCluster['kubernetes'];
const NO_LIST = { items: [] };

/**
 * Reads what the audit needs of one API server, within the cluster's deadline. Whatever fails becomes a failure of
 * this cluster: of one part where one list failed, of all of it where there is no connection.
 */
export async function readKubernetes(
  live: LiveCluster,
  accountId: string,
  context: ScanContext,
): Promise<KubernetesSide> {
  const owner = { accountId, clusterId: live.clusterId };
  const failures: Failure[] = [];
  const identity = { accountId, ...identityOf(live) };
  const empty: Lists = { services: NO_LIST, endpointSlices: NO_LIST, nodes: NO_LIST };
  if (live.unreadable) {
    const failure = { ...owner, resource: 'kubernetes', ...live.unreadable };
    return { cluster: { ...identity, kubernetes: empty }, failures: [failure], connection: undefined };
  }
  const addon =
    live.addon && orFailure(live.addon(), { ...owner, resource: 'ccmVersion' }, failures, undefined);
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(context.clusterDeadline)]);
    const connection = await live.connect(signal);
    const kubernetes = await readLists(connection, owner, failures);
    return { cluster: { ...identity, ...(await facts(addon)), kubernetes }, failures, connection };
  } catch (thrown) {
    failures.push(failureOf(thrown, { ...owner, resource: 'kubernetes' }));
    return {
      cluster: { ...identity, ...(await facts(addon)), kubernetes: empty },
      failures,
      connection: undefined,
    };
  }
}

function identityOf(live: LiveCluster): Omit<SnapshotCluster, 'kubernetes' | 'accountId'> {
  const { clusterId, name, regionId, vpcId, ccmVersion, serviceBackendType } = live;
  return {
    clusterId,
    name,
    regionId,
    vpcId,
    ...(ccmVersion !== undefined && { ccmVersion }),
    ...(serviceBackendType !== undefined && { serviceBackendType }),
  };
}

async function facts(
  addon: Promise<CcmAddon | undefined> | undefined,
): Promise<Pick<SnapshotCluster, 'ccmVersion' | 'serviceBackendType'>> {
  const { version, serviceBackendType } = (await addon) ?? {};
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
