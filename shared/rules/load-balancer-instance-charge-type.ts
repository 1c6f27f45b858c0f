import type { ServiceView } from '../model/service-view.ts';
import { adopt, differsInCaseOnly, revert, support } from './fixes.ts';
import { wantedInstance } from './instance.ts';
import { both, type Draft, type FixDraft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** What CCM takes where the Service names no specification (annotation.DefaultValue). */
const DEFAULT_SPEC = 'slb.s1.small';

/** The charge type differs, letter by letter (clbv1 updateInstanceChargeTypeAndInstanceSpec). */
export const loadBalancerInstanceChargeType: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-instance-charge-type',
  phrase: 'modify loadbalancer instance charge type',
  code: 'ModifyLoadBalancerInstanceChargeType',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'The SLB’s instance charge type differs',
      cause:
        'The instance was switched to pay-by-CLCU (in the console, or by Alibaba Cloud), or the annotation is written in another case: PayBySpec and paybyspec are two values to CCM. An instance on PayByCLCU cannot go back to pay-by-spec.',
      upgrade:
        'The upgraded CCM asks SLB to change the charge type; from PayByCLCU to PayBySpec this is refused, over and over.',
    },
    zh: {
      title: 'SLB 实例计费类型不一致',
      cause:
        '实例被切换为按使用量计费 PayByCLCU（控制台操作或阿里云统一变更），或注解大小写不同：CCM 区分大小写，PayBySpec 与 paybyspec 是两个值。PayByCLCU 的实例无法改回按规格计费。',
      upgrade: '升级后的 CCM 会请求修改计费类型；从 PayByCLCU 改为 PayBySpec 会被拒绝并不断重试。',
    },
  },
  check(view): readonly Draft[] {
    const instance = wantedInstance(view);
    const wanted = view.desired.attribute.InstanceChargeType;
    if (!instance || wanted === '' || wanted === instance.InstanceChargeType) return NOTHING;
    const { LoadBalancerId: id, InstanceChargeType: actual } = instance;
    return [
      {
        place: { stage: 'apply', lane: 'charge', step: 1 },
        loadBalancerId: id,
        changes: [
          { field: 'InstanceChargeType', actual, expected: wanted, annotation: 'instance-charge-type' },
        ],
        message: both(
          `SLB ${id} has charge type "${actual}", the Service wants "${wanted}"`,
          `SLB ${id} 的实例计费类型为 "${actual}"，Service 要求 "${wanted}"`,
        ),
        fixes: [
          adopted(view, actual),
          ...(differsInCaseOnly(actual, wanted) ? [] : [reverted(view, id, actual, wanted)]),
        ],
      },
    ];
  },
};

function adopted(view: ServiceView, actual: string): FixDraft {
  if (actual !== 'PayByCLCU' || view.desired.attribute.LoadBalancerSpec === '') {
    return adopt(view, [['instance-charge-type', actual]]);
  }
  return adopt(
    view,
    [
      ['instance-charge-type', actual],
      ['spec', null],
    ],
    both('An instance paid by CLCU has no specification.', 'PayByCLCU 实例没有规格。'),
  );
}

function reverted(view: ServiceView, id: string, actual: string, wanted: string): FixDraft {
  const bySpec = wanted.toLowerCase() === 'paybyspec';
  if (bySpec && actual === 'PayByCLCU') {
    return support(
      both(
        'There is no way back on the SLB side: PayByCLCU cannot be turned into pay-by-spec.',
        'SLB 侧无法恢复：PayByCLCU 不能改回按规格计费。',
      ),
    );
  }
  const spec = view.desired.attribute.LoadBalancerSpec || DEFAULT_SPEC;
  return revert(
    view,
    'ModifyLoadBalancerInstanceChargeType',
    [
      ['LoadBalancerId', id],
      ['InstanceChargeType', bySpec ? 'PayBySpec' : wanted],
      ...(bySpec ? ([['LoadBalancerSpec', spec]] as const) : []),
    ],
    both(`change the charge type to ${wanted}`, `将计费类型改为 ${wanted}`),
  );
}
