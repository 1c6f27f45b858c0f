import { PRUNERS } from '../snapshot/prune.ts';
import type { Raw } from '../sources/alicloud/answers.ts';
import type { EcsRegion } from '../sources/alicloud/ecs.ts';
import type { SlbRegion } from '../sources/alicloud/slb.ts';
import type { VpcRegion } from '../sources/alicloud/vpc.ts';
import type { Shard } from './live.ts';
import { questionKey, remembered, type ScanMemory } from './memory.ts';

/** A shard whose answers are remembered: what an earlier attempt was told is not asked again. Failures are. */
export function rememberingShard(shard: Shard, memory: ScanMemory | undefined): Shard {
  if (!memory) return shard;
  const { slb, ecs, vpc } = shard;
  return { ...shard, slb: ofSlb(slb, memory), ecs: ofEcs(ecs, memory), vpc: ofVpc(vpc, memory) };
}

function ofSlb(slb: SlbRegion, memory: ScanMemory): SlbRegion {
  const once = <T>(key: string, work: () => Promise<T>) => remembered(memory, `slb/${key}`, work);
  return {
    loadBalancers: () =>
      remembered(
        memory,
        'slb/all',
        async () => {
          const { items, complete } = await slb.loadBalancers();
          return { items: pruned(items, 'loadBalancers'), complete };
        },
        ({ complete }) => complete,
      ),
    // Whether an instance vanished is asked of the present.
    loadBalancersOf: slb.loadBalancersOf,
    loadBalancer: (id) => once(`one/${id}`, () => slb.loadBalancer(id)),
    // A token that another attempt was given may have run out.
    listenersPage: slb.listenersPage,
    listenersOf: (ids) =>
      once(`listeners/${questionKey(ids)}`, async () => {
        const { items, gone } = await slb.listenersOf(ids);
        return { items: pruned(items, 'listeners'), gone };
      }),
    vServerGroupsOf: (id) =>
      once(`groups/${id}`, async () => pruned(await slb.vServerGroupsOf(id), 'vServerGroups')),
    vServerGroup: (id, loadBalancerId) =>
      once(
        `group/${id}`,
        async () => PRUNERS.vServerGroups(await slb.vServerGroup(id, loadBalancerId)) as Raw,
      ),
    domainExtensionsOf: (id, port) =>
      once(`extensions/${id}/${port}`, async () =>
        pruned(await slb.domainExtensionsOf(id, port), 'domainExtensions'),
      ),
    serverCertificates: () =>
      once('certificates', async () => pruned(await slb.serverCertificates(), 'serverCertificates')),
  };
}

function ofEcs(ecs: EcsRegion, memory: ScanMemory): EcsRegion {
  return {
    networkInterfaces: (addresses, vpcId) =>
      remembered(memory, `ecs/${vpcId}/${questionKey(addresses)}`, async () =>
        pruned(await ecs.networkInterfaces(addresses, vpcId), 'networkInterfaces'),
      ),
  };
}

function ofVpc(vpc: VpcRegion, memory: ScanMemory): VpcRegion {
  return {
    vpcs: (ids) =>
      remembered(memory, `vpc/${questionKey(ids)}`, async () => pruned(await vpc.vpcs(ids), 'vpcs')),
  };
}

function pruned(items: readonly Raw[], kind: keyof typeof PRUNERS): readonly Raw[] {
  return items.map((item) => PRUNERS[kind](item) as Raw);
}
