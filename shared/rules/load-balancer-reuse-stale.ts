import type { CloudIndex } from '../model/cloud-index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import type { FleetView } from '../model/fleet-view.ts';
import { keysOn, servicesIn } from '../model/instance-owner.ts';
import { REUSE_TAG } from '../model/names.ts';
import { aliyunSlb } from './commands.ts';
import { both, type FleetDraft, type FleetRule, GUIDE } from './rule.ts';

/** An instance with the tag of a reused one that no Service names any more. */
export const loadBalancerReuseStale: FleetRule = {
  scope: 'fleet',
  id: 'load-balancer-reuse-stale',
  phrase: null,
  code: null,
  effect: 'info',
  docs: GUIDE,
  text: {
    en: {
      title: 'An SLB is marked as reused, but no Service uses it',
      cause:
        'The SLB carries tag kubernetes.reused.by.user, yet no Service of the clusters read names it in annotation id: CCM never takes this tag away. Listeners and groups named k8s/… on it may be left over.',
      upgrade: 'Nothing.',
    },
    zh: {
      title: 'SLB 被标记为复用，但没有 Service 使用',
      cause:
        'SLB 带有标签 kubernetes.reused.by.user，但所读取集群中没有 Service 通过注解 id 使用它：CCM 不会移除该标签。其上名为 k8s/… 的监听和服务器组可能是遗留的。',
      upgrade: '无影响。',
    },
  },
  check(fleet): readonly FleetDraft[] {
    return fleet.clouds.flatMap((cloud) => {
      const local = clustersIn(fleet, cloud);
      const [first] = local;
      if (!first || local.some((cluster) => !fleet.isComplete(cluster.clusterId))) return [];
      const stale = cloud.loadBalancers.filter(
        (item) =>
          item.Tags?.Tag?.some((tag) => tag.TagKey === REUSE_TAG) && !fleet.used.has(item.LoadBalancerId),
      );
      return stale.map((item) => {
        const id = item.LoadBalancerId;
        const keys = keysOn(item, cloud);
        const named = local.find((cluster) => keys.some((key) => key.clusterId === cluster.clusterId));
        const left = servicesIn(keys).join(', ');
        return {
          place: { stage: 'apart' },
          clusterId: named?.clusterId ?? '',
          clusterName: named?.name ?? '',
          regionId: cloud.regionId,
          loadBalancerId: id,
          message: both(
            `SLB ${id} is tagged ${REUSE_TAG}, but no Service names it${left ? `; left over from ${left}` : ''}`,
            `SLB ${id} 带有标签 ${REUSE_TAG}，但没有 Service 使用它${left ? `；遗留自 ${left}` : ''}`,
          ),
          fixes: [
            {
              kind: 'revert' as const,
              text: both(
                'Take the tag away, if no other cluster reuses the SLB.',
                '若没有其他集群复用该 SLB，请移除该标签。',
              ),
              command: aliyunSlb(cloud.regionId, 'UntagResources', [
                ['ResourceType', 'instance'],
                ['ResourceId.1', id],
                ['TagKey.1', REUSE_TAG],
              ]),
            },
          ],
        };
      });
    });
  },
};

function clustersIn(fleet: FleetView, cloud: CloudIndex): readonly ClusterIndex[] {
  return fleet.clusters.filter((cluster) => cluster.cloud === cloud);
}
