import type { EcsNetworkInterface, VpcNetwork } from '../snapshot/cloud-items.ts';
import { isUnderstood } from '../snapshot/parse.ts';
import { PRUNERS } from '../snapshot/prune.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { orFailure } from './failures.ts';
import type { Shard } from './live.ts';

/** What ECS and VPC say of pods' addresses, collected over the clusters of a shard. */
export interface NetworkSide {
  /** Looks up addresses within a cluster's VPC. Never throws. */
  readonly lookUp: (addresses: readonly string[], vpcId: string) => Promise<void>;
  /** Undefined when nothing had to be looked up. */
  readonly networkInterfaces: () => readonly EcsNetworkInterface[] | undefined;
  readonly vpcs: () => readonly VpcNetwork[] | undefined;
  readonly failures: readonly Failure[];
}

/** Starts with nothing looked up. */
export function networkSideOf({ ecs, vpc, accountId, regionId }: Shard): NetworkSide {
  const failures: Failure[] = [];
  const interfaces: EcsNetworkInterface[] = [];
  const vpcs = new Map<string, Promise<readonly VpcNetwork[]>>();
  const vpcsRead: VpcNetwork[] = [];
  let isAsked = false;
  const where = (resource: string) => ({ accountId, regionId, resource });

  async function readVpc(vpcId: string): Promise<readonly VpcNetwork[]> {
    const answer = await orFailure(vpc.vpcs([vpcId]), where('vpcs'), failures, []);
    const items = answer.map(PRUNERS.vpcs) as VpcNetwork[];
    vpcsRead.push(...items);
    return items;
  }

  return {
    lookUp: async (addresses, vpcId) => {
      if (addresses.length === 0) return;
      isAsked = true;
      const answer = await orFailure(
        ecs.networkInterfaces(addresses, vpcId),
        where('networkInterfaces'),
        failures,
        undefined,
      );
      if (!answer) return;
      const found = answer.map(PRUNERS.networkInterfaces) as EcsNetworkInterface[];
      interfaces.push(...found);
      const known = new Set(
        found.filter((item) => isUnderstood('networkInterfaces', item)).flatMap(addressesOf),
      );
      if (addresses.every((address) => known.has(address)) || vpcs.has(vpcId)) return;
      // Only an address that no interface has makes the VPC's own blocks matter.
      vpcs.set(vpcId, readVpc(vpcId));
      await vpcs.get(vpcId);
    },
    networkInterfaces: () => (isAsked ? interfaces : undefined),
    vpcs: () => (vpcs.size > 0 ? vpcsRead : undefined),
    failures,
  };
}

function addressesOf(item: EcsNetworkInterface): string[] {
  const others = (item.PrivateIpSets?.PrivateIpSet ?? []).map((one) => one.PrivateIpAddress);
  return [item.PrivateIpAddress, ...others].filter((address) => typeof address === 'string');
}
