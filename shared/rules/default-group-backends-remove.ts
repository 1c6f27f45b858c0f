import { inspect, revert } from './fixes.ts';
import { firstOf } from './group.ts';
import { causeOfNone, LEAVES_NONE } from './no-backends.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** Instances in the default server group that are no nodes of the Service; only an older CCM v1 uses that group. */
export const defaultGroupBackendsRemove: ServiceRule = {
  scope: 'service',
  id: 'default-group-backends-remove',
  phrase: 'remove backend servers',
  code: null,
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Backends have to go from the default server group',
      cause:
        'Only older builds of CCM v1.x say this: their listeners forward to the SLB’s default server group. Servers were added to it in the console, or nodes left the cluster meanwhile.',
      upgrade: 'A CCM of v1.x removes the servers from the default server group.',
    },
    zh: {
      title: '需要移除默认服务器组的后端',
      cause:
        '仅较旧的 CCM v1.x 会提示：其监听转发到 SLB 的默认服务器组。有服务器在控制台被加入，或期间有节点离开集群。',
      upgrade: 'v1.x 的 CCM 会从默认服务器组移除这些服务器。',
    },
  },
  check(view): readonly Draft[] {
    const { remove = [], wantsNone = false } = view.defaultGroup ?? {};
    if (remove.length === 0) return NOTHING;
    const { en, zh } = defaultGroupBackendsRemove.text;
    const id = view.loadBalancerId;
    return [
      {
        place: { stage: 'apply' },
        loadBalancerId: id,
        changes: [{ field: 'BackendServers', actual: remove, expected: null }],
        message: both(
          `The default server group of SLB ${id} has ${firstOf(remove)}, which the Service does not want`,
          `SLB ${id} 的默认服务器组多出 ${firstOf(remove)}`,
        ),
        ...(wantsNone && { cause: causeOfNone(view, both(en.cause, zh.cause)) }),
        fixes: [
          revert(
            view,
            'RemoveBackendServers',
            [
              ['LoadBalancerId', id],
              ['BackendServers', JSON.stringify(remove.map((ServerId) => ({ ServerId })))],
            ],
            both('remove the servers', '移除这些服务器'),
            wantsNone ? LEAVES_NONE : undefined,
          ),
          inspect(view),
        ],
      },
    ];
  },
};
