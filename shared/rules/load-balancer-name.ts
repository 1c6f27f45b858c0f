import { adopt, revert } from './fixes.ts';
import { wantedInstance } from './instance.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** The instance has another name than the annotated one (clbv1 LoadBalancerManager.Update). */
export const loadBalancerName: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-name',
  phrase: null,
  code: 'SetSLBName',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'The SLB’s name differs',
      cause: 'The SLB was renamed in the console, or annotation name was changed while CCM was not looking.',
      upgrade: 'The upgraded CCM renames the SLB. Traffic is not touched.',
    },
    zh: {
      title: 'SLB 名称不一致',
      cause: 'SLB 在控制台被改名，或注解 name 被修改后尚未同步。',
      upgrade: '升级后的 CCM 会修改 SLB 名称，不影响流量。',
    },
  },
  check(view): readonly Draft[] {
    const instance = wantedInstance(view);
    const wanted = view.desired.attribute.LoadBalancerName;
    if (!instance || wanted === '' || wanted === instance.LoadBalancerName) return NOTHING;
    const { LoadBalancerId: id, LoadBalancerName: actual } = instance;
    return [
      {
        place: { stage: 'apply' },
        loadBalancerId: id,
        changes: [{ field: 'LoadBalancerName', actual, expected: wanted, annotation: 'name' }],
        message: both(
          `SLB ${id} is named "${actual}", the Service wants "${wanted}"`,
          `SLB ${id} 的名称为 "${actual}"，Service 要求 "${wanted}"`,
        ),
        fixes: [
          adopt(view, [['name', actual]]),
          revert(
            view,
            'SetLoadBalancerName',
            [
              ['LoadBalancerId', id],
              ['LoadBalancerName', wanted],
            ],
            both('rename the SLB', '修改 SLB 名称'),
          ),
        ],
      },
    ];
  },
};
