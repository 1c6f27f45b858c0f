import type { ActualAttribute } from '../model/actual/load-balancer.ts';
import type { FieldChange } from '../model/change.ts';
import type { ServiceView } from '../model/service-view.ts';
import { adopt, adoptedValue, differsInCaseOnly, revert } from './fixes.ts';
import { wantedInstance } from './instance.ts';
import { both, type Draft, type FixDraft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/**
 * Charge type of the traffic or bandwidth (Mbit/s) differ on an internet instance (clbv1 LoadBalancerManager.Update).
 */
export const loadBalancerInternetSpec: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-internet-spec',
  phrase: 'modify the slb internet spec',
  code: 'ModifyInternetSpec',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Bandwidth or internet charge type differs',
      cause:
        'Bandwidth or the way traffic is paid was changed in the console, or annotation charge-type is written in another case: PayByTraffic and paybytraffic are two values to CCM. Bandwidth counts only with charge-type "paybybandwidth".',
      upgrade: 'The upgraded CCM sets bandwidth and charge type back, which changes limits and price.',
    },
    zh: {
      title: '带宽或公网计费类型不一致',
      cause:
        '带宽或流量计费方式在控制台被修改，或注解 charge-type 大小写不同：CCM 区分大小写，PayByTraffic 与 paybytraffic 是两个值。仅当 charge-type 为 "paybybandwidth" 时才比较带宽。',
      upgrade: '升级后的 CCM 会改回带宽和计费类型，限速与费用随之变化。',
    },
  },
  check(view): readonly Draft[] {
    const instance = wantedInstance(view);
    if (instance?.AddressType !== 'internet') return NOTHING;
    const changes = differences(view, instance);
    if (changes.length === 0) return NOTHING;
    const id = instance.LoadBalancerId;
    const has = changes.map(({ field, actual }) => `${field} ${actual}`).join(', ');
    const wants = changes.map(({ field, expected }) => `${field} ${expected}`).join(', ');
    const isMendable = changes.some(
      ({ actual, expected }) => !differsInCaseOnly(String(actual), String(expected)),
    );
    return [
      {
        place: { stage: 'apply' },
        loadBalancerId: id,
        changes,
        message: both(
          `SLB ${id} has ${has}, the Service wants ${wants}`,
          `SLB ${id} 为 ${has}，Service 要求 ${wants}`,
        ),
        fixes: [
          adopt(
            view,
            changes.map((change) => [change.annotation, adoptedValue(change)]),
          ),
          ...(isMendable ? [reverted(view, instance)] : []),
        ],
      },
    ];
  },
};

function reverted(view: ServiceView, { LoadBalancerId: id, Bandwidth }: ActualAttribute): FixDraft {
  const wanted = view.desired.attribute;
  return revert(
    view,
    'ModifyLoadBalancerInternetSpec',
    [
      ['LoadBalancerId', id],
      ['InternetChargeType', wanted.InternetChargeType.toLowerCase()],
      ['Bandwidth', wanted.Bandwidth || Bandwidth],
    ],
    both('set bandwidth and charge type', '设置带宽和计费类型'),
  );
}

type AnnotatedChange = FieldChange & Required<Pick<FieldChange, 'annotation'>>;

/** Nothing unless a charge type is annotated: the bandwidth counts only together with one. */
function differences(view: ServiceView, instance: ActualAttribute): AnnotatedChange[] {
  const { InternetChargeType, Bandwidth } = view.desired.attribute;
  const changes: AnnotatedChange[] = [];
  if (InternetChargeType !== '' && InternetChargeType !== instance.InternetChargeType) {
    changes.push({
      field: 'InternetChargeType',
      actual: instance.InternetChargeType,
      expected: InternetChargeType,
      annotation: 'charge-type',
    });
  }
  if (InternetChargeType === 'paybybandwidth' && Bandwidth !== 0 && Bandwidth !== instance.Bandwidth) {
    changes.push({
      field: 'Bandwidth',
      actual: instance.Bandwidth,
      expected: Bandwidth,
      annotation: 'bandwidth',
    });
  }
  return changes;
}
