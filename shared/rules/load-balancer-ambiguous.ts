import { OWNER_TAG } from '../model/names.ts';
import { aliyunSlb } from './commands.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** Several instances carry the Service's owner tag, or its default name (slb FindLoadBalancer). */
export const loadBalancerAmbiguous: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-ambiguous',
  phrase: null,
  code: null,
  effect: 'breaks-sync',
  docs: GUIDE,
  text: {
    en: {
      title: 'More than one SLB claims to be the one of this Service',
      cause:
        'Two or more instances carry the Service’s owner tag, or its default name: usually a copied tag, or a restored or renamed instance. CCM stops with an error, so the check passes.',
      upgrade: 'CCM cannot sync this Service until only one instance is left.',
    },
    zh: {
      title: '多个 SLB 同时声称属于该 Service',
      cause:
        '两个或更多实例带有该 Service 的归属标签或默认名称：通常是标签被复制，或实例被恢复、改名。CCM 报错退出，因此检查不会提示。',
      upgrade: '在只剩一个匹配的实例之前，CCM 无法同步该 Service。',
    },
  },
  check(view): readonly Draft[] {
    const { found } = view;
    if (found.kind !== 'ambiguous') return NOTHING;
    const by = found.by === 'tag' ? `${OWNER_TAG}=${view.defaultName}` : view.defaultName;
    const [surplus = ''] = found.ids.slice(-1);
    return [
      {
        place: { stage: 'read' },
        message: both(
          `${found.ids.length} SLBs (${found.ids.join(', ')}) have the same owner ${found.by} ${by}`,
          `${found.ids.length} 个 SLB（${found.ids.join('、')}）具有相同的归属${found.by === 'tag' ? '标签' : '名称'} ${by}`,
        ),
        fixes: [
          {
            kind: 'revert',
            text: both(
              `Keep the SLB whose address the Service shows and take the ${found.by} away from the others (the command shows it for ${surplus}: check first that it is the wrong one).`,
              `保留 Service 状态中显示的那个 SLB，去掉其他实例的${found.by === 'tag' ? '标签' : '名称'}（命令以 ${surplus} 为例：执行前请确认它不是正在使用的实例）。`,
            ),
            command:
              found.by === 'tag'
                ? aliyunSlb(view.cluster.regionId, 'UntagResources', [
                    ['ResourceType', 'instance'],
                    ['ResourceId.1', surplus],
                    ['TagKey.1', OWNER_TAG],
                  ])
                : aliyunSlb(view.cluster.regionId, 'SetLoadBalancerName', [
                    ['LoadBalancerId', surplus],
                    ['LoadBalancerName', `not-${view.defaultName}`],
                  ]),
          },
        ],
      },
    ];
  },
};
