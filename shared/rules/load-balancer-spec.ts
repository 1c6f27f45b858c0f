import type { ServiceView } from '../model/service-view.ts';
import { adopt, revert } from './fixes.ts';
import { wantedInstance } from './instance.ts';
import { both, type Draft, type FixDraft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** The specification differs, of an instance that is paid by it (clbv1 updateInstanceChargeTypeAndInstanceSpec). */
export const loadBalancerSpec: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-spec',
  phrase: 'modify the slb instance spec',
  code: 'ModifySLBSpec',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'The SLB’s specification differs',
      cause:
        'The specification was changed in the console. It is compared only while the instance is paid by specification (annotation instance-charge-type, else the instance’s own type, in any case).',
      upgrade:
        'The upgraded CCM changes the specification back, which changes the price and the limits of the SLB.',
    },
    zh: {
      title: 'SLB 规格不一致',
      cause:
        '规格在控制台被修改。仅当实例按规格计费（注解 instance-charge-type，否则为实例自身的计费类型，不区分大小写）时才会比较。',
      upgrade: '升级后的 CCM 会将规格改回 Service 的配置，费用和性能上限随之变化。',
    },
  },
  check(view): readonly Draft[] {
    const instance = wantedInstance(view);
    const { LoadBalancerSpec: wanted, InstanceChargeType } = view.desired.attribute;
    if (!instance || wanted === '' || wanted === instance.LoadBalancerSpec) return NOTHING;
    const chargeType = InstanceChargeType || instance.InstanceChargeType;
    if (chargeType.toLowerCase() !== 'paybyspec') return NOTHING;
    const { LoadBalancerId: id, LoadBalancerSpec: actual } = instance;
    return [
      {
        place: { stage: 'apply', lane: 'charge', step: 2 },
        loadBalancerId: id,
        changes: [{ field: 'LoadBalancerSpec', actual, expected: wanted, annotation: 'spec' }],
        message: both(
          `SLB ${id} has specification "${actual}", the Service wants "${wanted}"`,
          `SLB ${id} 的规格为 "${actual}"，Service 要求 "${wanted}"`,
        ),
        fixes: [
          adopt(view, [['spec', actual]]),
          // An instance paid by CLCU has no specification to change.
          ...(instance.InstanceChargeType === 'PayByCLCU' ? [] : [reverted(view, id, wanted)]),
        ],
      },
    ];
  },
};

function reverted(view: ServiceView, id: string, wanted: string): FixDraft {
  return revert(
    view,
    'ModifyLoadBalancerInstanceSpec',
    [
      ['LoadBalancerId', id],
      ['LoadBalancerSpec', wanted],
    ],
    both(`change the specification to ${wanted}`, `将规格改为 ${wanted}`),
  );
}
