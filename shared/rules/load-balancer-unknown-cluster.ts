import { ownerOf } from '../model/instance-owner.ts';
import { ageOf, trafficOf } from './instance-facts.ts';
import { both, type FleetDraft, type FleetRule, GUIDE } from './rule.ts';

/** An instance that CCM made for a cluster that is not among those read. */
export const loadBalancerUnknownCluster: FleetRule = {
  scope: 'fleet',
  id: 'load-balancer-unknown-cluster',
  phrase: null,
  code: null,
  effect: 'info',
  docs: GUIDE,
  text: {
    en: {
      title: 'An SLB of a cluster that was not looked at',
      cause:
        'A CCM made this SLB, but its cluster is not among those read: it was deleted and left the SLB behind, belongs to another team, or is missing in the configuration. Nothing can be concluded about its Services.',
      upgrade: 'Nothing.',
    },
    zh: {
      title: '属于未扫描集群的 SLB',
      cause:
        '该 SLB 由 CCM 创建，但其集群不在本次读取范围内：集群已删除并遗留了 SLB、属于其他团队，或配置中缺少该集群。无法判断其 Service 的情况。',
      upgrade: '无影响。',
    },
  },
  check(fleet): readonly FleetDraft[] {
    const known = new Set(fleet.clusters.map((cluster) => cluster.clusterId));
    // Where the region is in doubt as a whole, its clusters may just not have been listed.
    const clouds = fleet.clouds.filter(
      (cloud) => !cloud.readable.cloudUnread(cloud.regionId, 'loadBalancers'),
    );
    return clouds.flatMap((cloud) =>
      cloud.loadBalancers.flatMap((item) => {
        const owner = fleet.used.has(item.LoadBalancerId) ? undefined : ownerOf(item, cloud);
        if (!owner || known.has(owner.clusterId ?? '')) return [];
        const clusterId = owner.clusterId ?? '';
        const id = item.LoadBalancerId;
        const age = ageOf(item, fleet.context.now);
        const traffic = trafficOf(item, cloud);
        const draft: FleetDraft = {
          place: { stage: 'apart' },
          clusterId,
          clusterName: '',
          regionId: cloud.regionId,
          loadBalancerId: id,
          message: both(
            `SLB ${id} (${item.Address ?? ''}) belongs to cluster ${clusterId || 'unknown'}, which is not among those read; ${age.en}; ${traffic.en}`,
            `SLB ${id}（${item.Address ?? ''}）属于集群 ${clusterId || '未知'}，该集群不在本次读取范围内；${age.zh}；${traffic.zh}`,
          ),
          fixes: [
            {
              kind: 'support',
              text: both(
                'If the cluster still exists, add it to the scan. If it is deleted, look at the SLB’s traffic, then delete the SLB in the console.',
                '若集群仍存在，请将其加入扫描范围；若集群已删除，请查看 SLB 的流量后在控制台删除该 SLB。',
              ),
            },
          ],
        };
        return [draft];
      }),
    );
  },
};
