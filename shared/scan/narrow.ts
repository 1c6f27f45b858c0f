import pLimit from 'p-limit';
import type { Finding } from '../report/report.ts';
import type { SlbLoadBalancer } from '../snapshot/cloud-items.ts';
import type { Keep, KubernetesCluster, ObjectRef } from '../sources/kubernetes/cluster.ts';
import { RemoteError } from '../sources/remote-error.ts';
import type { LiveCluster, Shard } from './live.ts';

/** From so many Services on, one list costs less than asking for each. */
const MOST_SINGLE_SERVICES = 20;
const REQUESTS_AT_ONCE = 8;

/**
 * A shard that shows no more than what some findings rest on: their Services and instances. Reading it costs calls for
 * those alone. Where a finding rests on an instance not being there, the list is read again, and shows what is new.
 * @param before the instances that the first look saw, by id
 */
export function narrowShard(
  shard: Shard,
  findings: readonly Finding[],
  before: ReadonlyMap<string, SlbLoadBalancer>,
): Shard {
  const ids = new Set(findings.flatMap((finding) => finding.loadBalancerId ?? []));
  const restsOnAbsence = findings.some((finding) => finding.loadBalancerId === undefined);
  const { slb } = shard;
  const concerns = (item: SlbLoadBalancer) =>
    ids.has(item.LoadBalancerId) || !isSameInstance(before.get(item.LoadBalancerId), item);
  return {
    ...shard,
    slb: {
      ...slb,
      loadBalancers: async () => {
        if (!restsOnAbsence) return { items: await slb.loadBalancersOf([...ids]), complete: true };
        const { items, complete } = await slb.loadBalancers();
        return { items: items.filter((item) => concerns(item as SlbLoadBalancer)), complete };
      },
      listenersPage: () =>
        Promise.reject(new RemoteError('refused', 'Narrowed', 'listeners are asked for by instance')),
    },
    clusters: shard.clusters.map((live) => narrowCluster(live, findings)),
  };
}

/** Whether nothing changed by which a Service finds its instance. */
function isSameInstance(before: SlbLoadBalancer | undefined, now: SlbLoadBalancer): boolean {
  const marks = ({ LoadBalancerName, Tags }: SlbLoadBalancer) =>
    JSON.stringify([LoadBalancerName, (Tags?.Tag ?? []).map((tag) => [tag.TagKey, tag.TagValue])]);
  return before !== undefined && marks(before) === marks(now);
}

function narrowCluster(live: LiveCluster, findings: readonly Finding[]): LiveCluster {
  const own = findings.filter((finding) => finding.clusterId === live.clusterId);
  const wanted = new Map<string, ObjectRef>();
  for (const { namespace, service: name } of own) {
    if (namespace !== undefined && name !== undefined)
      wanted.set(`${namespace}/${name}`, { namespace, name });
  }
  // That an instance has no Service, or none that reuses it, is true of all Services or of none.
  const needsAll = findings.some((finding) => finding.service === undefined);
  const isIdle = wanted.size === 0 && !needsAll;
  const { addon: _, ...rest } = live;
  return {
    ...rest,
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
  const limit = pLimit(REQUESTS_AT_ONCE);
  const refs = [...wanted.values()];
  const isFew = refs.length <= MOST_SINGLE_SERVICES;
  const each = <T>(work: (ref: ObjectRef) => Promise<T>) =>
    Promise.all(refs.map((ref) => limit(() => work(ref))));
  return {
    ...connection,
    precheckEvent: NOTHING.precheckEvent,
    services: async (keep) => {
      if (needsAll || !isFew) return connection.services((item) => aside(keep(item), wanted));
      const found = await each((ref) => connection.service(ref));
      return found.filter((item) => item !== undefined).map(keep);
    },
    endpointSlices: async (keep: Keep) =>
      isFew
        ? (await each((ref) => connection.endpointSlicesOf(ref, keep))).flat()
        : connection.endpointSlices(keep),
  };
}

/** A Service that is only there to be known by its UID: CCM would not look at it. */
function aside(item: unknown, wanted: ReadonlyMap<string, ObjectRef>): unknown {
  const service = item as { metadata?: { namespace?: string; name?: string; uid?: string } };
  const { namespace, name, uid } = service.metadata ?? {};
  if (wanted.has(`${namespace}/${name}`)) return item;
  return { metadata: { namespace, name, uid }, spec: { type: 'ClusterIP' } };
}
