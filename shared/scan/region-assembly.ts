import type { SlbListener, SlbLoadBalancer, SlbServerCertificate } from '../snapshot/cloud-items.ts';
import { PRUNERS } from '../snapshot/prune.ts';
import type { Failure, SnapshotRegion } from '../snapshot/snapshot.ts';
import type { Details } from './details.ts';
import { orFailure } from './failures.ts';
import type { Shard } from './live.ts';
import type { NetworkSide } from './network-side.ts';

/** All that was read of a region. */
interface RegionParts {
  readonly instances: readonly SlbLoadBalancer[];
  readonly listeners: readonly SlbListener[];
  readonly certificates: readonly SlbServerCertificate[] | undefined;
  readonly details: Details;
  readonly network: NetworkSide;
}

/**
 * Which of the instances that are said to be gone really vanished since they were listed. The others are still there:
 * what was said of them stays a failure, for an API that answers "not found" about what exists has not been read.
 */
export async function vanishedOf(
  { slb, accountId, regionId }: Shard,
  gone: readonly Failure[],
  failures: Failure[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(gone.flatMap((failure) => failure.loadBalancerId ?? []))];
  if (ids.length === 0) return new Set();
  const where = { accountId, regionId, resource: 'loadBalancers' };
  const present = await orFailure(slb.loadBalancersOf(ids), where, failures, undefined);
  if (!present) return new Set();
  const still = new Set(present.map((item) => item.LoadBalancerId));
  return new Set(ids.filter((id) => !still.has(id)));
}

/** The region as a snapshot holds it; an instance that vanished while it was read is left out whole. */
export function assembleRegion(
  { accountId, regionId }: Shard,
  { instances, listeners, certificates, details, network }: RegionParts,
  vanished: ReadonlySet<string>,
): SnapshotRegion {
  const remains = ({ LoadBalancerId: id }: { readonly LoadBalancerId: string }) => !vanished.has(id);
  const domainExtensions = details.domainExtensions();
  const networkInterfaces = network.networkInterfaces();
  const vpcs = network.vpcs();
  return {
    regionId,
    accountId,
    slb: {
      loadBalancers: instances.filter(remains).map((item) => withDefaultGroup(item, details)),
      listeners: listeners.filter(remains),
      vServerGroups: details.vServerGroups().filter(remains),
      ...(domainExtensions && { domainExtensions }),
      ...(certificates && { serverCertificates: certificates }),
    },
    ...(networkInterfaces && { ecs: { networkInterfaces } }),
    ...(vpcs && { vpc: { vpcs } }),
  };
}

function withDefaultGroup(item: SlbLoadBalancer, { defaultGroups }: Details): SlbLoadBalancer {
  if (!defaultGroups.has(item.LoadBalancerId)) return item;
  const BackendServers = defaultGroups.get(item.LoadBalancerId);
  return PRUNERS.loadBalancers({ ...item, BackendServers }) as SlbLoadBalancer;
}
