import type { CloudIndex } from '../model/cloud-index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import type { FleetView } from '../model/fleet-view.ts';
import { type InstanceOwner, ownerOf } from '../model/instance-owner.ts';
import { defaultLoadBalancerName } from '../model/names.ts';
import type { SlbLoadBalancer } from '../snapshot/cloud-items.ts';
import { deleteLoadBalancer } from './commands.ts';
import { ageOf, trafficOf } from './instance-facts.ts';
import { both, type FleetDraft, type FleetRule, GUIDE } from './rule.ts';

/**
 * An instance of a cluster whose Services were all read, and of which none owns it: the check starts from Services
 * and never sees it.
 */
export const loadBalancerOrphan: FleetRule = {
  scope: 'fleet',
  id: 'load-balancer-orphan',
  phrase: 'delete the load balancer',
  code: null,
  effect: 'orphaned',
  docs: GUIDE,
  text: {
    en: {
      title: 'An SLB without a Service',
      cause:
        'The SLB was made by CCM for a Service that is gone, with its cluster still there: the finalizer was removed by hand, CCM was down, or the SLB was protected when the Service was deleted. The check never sees it, because it starts from Services.',
      upgrade:
        'Nothing: CCM does not know it any more. It goes on costing money, and its address goes on answering.',
    },
    zh: {
      title: '没有对应 Service 的 SLB',
      cause:
        '该 SLB 由 CCM 为某个 Service 创建，Service 已不存在而集群仍在：删除 Service 时 finalizer 被手动移除、CCM 未运行，或 SLB 受到保护。升级检查从 Service 出发，因此永远看不到它。',
      upgrade: '无影响：CCM 已不再管理它。它会继续产生费用，其地址也会继续响应。',
    },
  },
  check(fleet): readonly FleetDraft[] {
    const names = new Map<string, ReadonlySet<string>>();
    const namesIn = (cluster: ClusterIndex) => {
      let known = names.get(cluster.clusterId);
      if (!known) {
        known = new Set(cluster.services.map((service) => defaultLoadBalancerName(service.metadata.uid)));
        names.set(cluster.clusterId, known);
      }
      return known;
    };
    const clusters = new Map(fleet.clusters.map((cluster) => [cluster.clusterId, cluster]));
    return fleet.clouds.flatMap((cloud) =>
      cloud.loadBalancers.flatMap((item) => {
        if (fleet.used.has(item.LoadBalancerId)) return [];
        const owner = ownerOf(item, cloud);
        const cluster = clusters.get(owner?.clusterId ?? '');
        if (!owner || !cluster || !fleet.isComplete(cluster.clusterId)) return [];
        const known = namesIn(cluster);
        if (known.has(owner.defaultName ?? '') || known.has(item.LoadBalancerName ?? '')) return [];
        return [draft(fleet, cluster, cloud, item, owner)];
      }),
    );
  },
};

function draft(
  fleet: FleetView,
  cluster: ClusterIndex,
  cloud: CloudIndex,
  item: SlbLoadBalancer,
  owner: InstanceOwner,
): FleetDraft {
  const id = item.LoadBalancerId;
  const last = owner.services.join(', ');
  const age = ageOf(item, fleet.context.now);
  const traffic = trafficOf(item, cloud);
  const facts = [item.Address, item.InstanceChargeType, item.PayType].filter(Boolean);
  return {
    place: { stage: 'apart' },
    clusterId: cluster.clusterId,
    clusterName: cluster.name,
    regionId: cloud.regionId,
    loadBalancerId: id,
    message: both(
      `SLB ${id} (${facts.join(', ')}) of cluster ${cluster.name} has no Service any more; last seen: ${last || 'unknown'}; ${age.en}; ${traffic.en}`,
      `集群 ${cluster.name} 的 SLB ${id}（${facts.join('，')}）已没有对应的 Service；最后的 Service：${last || '未知'}；${age.zh}；${traffic.zh}`,
    ),
    fixes: [
      {
        kind: 'revert',
        text: both(
          'If nobody uses the address any more (look at its traffic first): delete the SLB in the console. This cannot be undone.',
          '若该地址已无人使用（请先查看流量监控）：请在控制台删除该 SLB。该操作不可恢复。',
        ),
        command: deleteLoadBalancer(cloud.regionId, id, item.DeleteProtection ?? ''),
      },
      {
        kind: 'support',
        text: both(
          'If it is still needed: remove the tags kubernetes.do.not.delete and ack.aliyun.com, then reuse it from a Service with annotation id.',
          '若仍需使用：请移除标签 kubernetes.do.not.delete 和 ack.aliyun.com，再通过 Service 的注解 id 复用。',
        ),
      },
    ],
  };
}
