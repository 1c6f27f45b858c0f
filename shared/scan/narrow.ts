import pLimit from 'p-limit';
import type { Finding } from '../report/report.ts';
import type { SnapshotCluster } from '../snapshot/snapshot.ts';
import type { KubernetesCluster, ObjectRef } from '../sources/kubernetes/cluster.ts';
import type { LiveCluster, Shard } from './live.ts';

/** From so many Services on, one list costs less than asking for each. */
const MOST_SINGLE_SERVICES = 20;
const SERVICE_LABEL = 'kubernetes.io/service-name';

/**
 * A shard that shows no more than what some findings rest on: their Services and instances. Reading it costs calls for
 * those alone. Where a finding rests on something not being there, the whole list is read again.
 * @param before the clusters as the first look saw them, by id
 */
export function narrowShard(
  shard: Shard,
  findings: readonly Finding[],
  before: ReadonlyMap<string, SnapshotCluster>,
): Shard {
  const ids = new Set(findings.flatMap((finding) => finding.loadBalancerId ?? []));
  const restsOnAbsence = findings.some((finding) => finding.loadBalancerId === undefined);
  const { slb } = shard;
  return {
    ...shard,
    isWhole: false,
    slb: {
      ...slb,
      loadBalancers: async () =>
        restsOnAbsence ? slb.loadBalancers() : { items: await slb.loadBalancersOf([...ids]), complete: true },
      listenersOf: (asked) => slb.listenersOf(asked.filter((id) => ids.has(id))),
      vServerGroupsOf: async (id) => (ids.has(id) ? slb.vServerGroupsOf(id) : []),
    },
    clusters: shard.clusters.map((live) => narrowCluster(live, findings, before.get(live.clusterId))),
  };
}

function narrowCluster(
  live: LiveCluster,
  findings: readonly Finding[],
  before: SnapshotCluster | undefined,
): LiveCluster {
  const wanted = new Map<string, ObjectRef>();
  for (const { clusterId, namespace, service: name } of findings) {
    if (clusterId !== live.clusterId || namespace === undefined || name === undefined) continue;
    wanted.set(`${namespace}/${name}`, { namespace, name });
  }
  // That an instance has no Service, or none that reuses it, is true of all Services or of none.
  const needsAll = findings.some((finding) => finding.service === undefined);
  const isIdle = wanted.size === 0 && !needsAll;
  // What its CCM is does not change within a minute, and was told already.
  const { addon: _, ...rest } = live;
  const { ccmVersion, serviceBackendType } = before ?? {};
  return {
    ...rest,
    ...(ccmVersion !== undefined && { ccmVersion }),
    ...(serviceBackendType !== undefined && { serviceBackendType }),
    connect: async (signal) =>
      isIdle ? NOTHING : narrowConnection(await live.connect(signal), wanted, needsAll),
  };
}

const nothing = () => Promise.resolve([]);
const NOTHING: KubernetesCluster = {
  services: nothing,
  endpointSlices: nothing,
  nodes: nothing,
  pods: nothing,
  precheckEvent: () => Promise.resolve(undefined),
  service: () => Promise.resolve(undefined),
  endpointSlicesOf: nothing,
};

function narrowConnection(
  connection: KubernetesCluster,
  wanted: ReadonlyMap<string, ObjectRef>,
  needsAll: boolean,
): KubernetesCluster {
  const refs = [...wanted.values()];
  const isFew = refs.length <= MOST_SINGLE_SERVICES;
  const limit = pLimit(MOST_SINGLE_SERVICES);
  const each = <T>(work: (ref: ObjectRef) => Promise<T>) =>
    Promise.all(refs.map((ref) => limit(() => work(ref))));
  return {
    ...connection,
    precheckEvent: NOTHING.precheckEvent,
    services: async (keep) => {
      if (needsAll) return connection.services(keep);
      if (!isFew) return (await connection.services(keep)).filter((item) => wanted.has(nameOf(item)));
      const found = await each((ref) => connection.service(ref));
      return found.filter((item) => item !== undefined).map(keep);
    },
    endpointSlices: async (keep) => {
      if (isFew) return (await each((ref) => connection.endpointSlicesOf(ref, keep))).flat();
      return (await connection.endpointSlices(keep)).filter((item) => wanted.has(serviceNameOf(item)));
    },
  };
}

interface Named {
  readonly metadata?: {
    readonly namespace?: unknown;
    readonly name?: unknown;
    readonly labels?: Readonly<Record<string, unknown>> | null;
  } | null;
}

function nameOf(item: unknown): string {
  const { metadata } = item as Named;
  return `${metadata?.namespace}/${metadata?.name}`;
}

function serviceNameOf(item: unknown): string {
  const { metadata } = item as Named;
  return `${metadata?.namespace}/${metadata?.labels?.[SERVICE_LABEL]}`;
}
