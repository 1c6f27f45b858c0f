import { inspect, revert } from './fixes.ts';
import { firstOf } from './group.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** Nodes that the default server group lacks; only an older CCM v1 uses that group. */
export const defaultGroupBackendsAdd: ServiceRule = {
  scope: 'service',
  id: 'default-group-backends-add',
  phrase: 'add backend servers',
  code: null,
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Backends are missing in the default server group',
      cause:
        'Only older builds of CCM v1.x say this: their listeners forward to the SLB’s default server group. Nodes of the Service were removed from it in the console, or joined the cluster meanwhile.',
      upgrade: 'A CCM of v1.x adds the nodes to the default server group.',
    },
    zh: {
      title: '默认服务器组缺少后端',
      cause:
        '仅较旧的 CCM v1.x 会提示：其监听转发到 SLB 的默认服务器组。Service 的节点在控制台被移除，或期间有新节点加入集群。',
      upgrade: 'v1.x 的 CCM 会将节点加入默认服务器组。',
    },
  },
  check(view): readonly Draft[] {
    const add = view.defaultGroup?.add ?? [];
    if (add.length === 0) return NOTHING;
    const id = view.loadBalancerId;
    const servers = JSON.stringify(add.map((ServerId) => ({ ServerId, Weight: '100' })));
    return [
      {
        place: { stage: 'apply' },
        loadBalancerId: id,
        changes: [{ field: 'BackendServers', actual: null, expected: add }],
        message: both(
          `The default server group of SLB ${id} lacks ${firstOf(add)}`,
          `SLB ${id} 的默认服务器组缺少 ${firstOf(add)}`,
        ),
        fixes: [
          revert(
            view,
            'AddBackendServers',
            [
              ['LoadBalancerId', id],
              ['BackendServers', servers],
            ],
            both('put the nodes back', '将这些节点加回默认服务器组'),
          ),
          inspect(view),
        ],
      },
    ];
  },
};
