import type { AnnotationName } from '../model/annotations.ts';
import type { DesiredAttribute } from '../model/desired/attribute.ts';
import { adopt, support } from './fixes.ts';
import { comparedInstance } from './instance.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

const FIXED_FOR_LIFE = [
  ['MasterZoneId', 'master-zoneid'],
  ['SlaveZoneId', 'slave-zoneid'],
  ['AddressType', 'address-type'],
  ['ResourceGroupId', 'resource-group-id'],
  ['NetworkType', 'network-type'],
  ['Address', 'ip'],
] as const satisfies readonly (readonly [keyof DesiredAttribute, AnnotationName])[];

/**
 * An attribute that SLB never changes differs from the annotated one (clbv1 LoadBalancerManager.Update): an error
 * without a code.
 */
export const loadBalancerImmutable: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-immutable',
  phrase: null,
  code: null,
  effect: 'breaks-sync',
  docs: GUIDE,
  text: {
    en: {
      title: 'The Service asks for what an SLB can never change',
      cause:
        'Zones, address type, IP version, resource group, network type and address are settled when an SLB is made. An annotation that asks for another value is an error to CCM: the check passes, yet the sync fails, and unused server groups are no longer tidied away.',
      upgrade: 'CCM reports the error at every sync. Nothing on the SLB changes for it.',
    },
    zh: {
      title: 'Service 要求修改 SLB 不可变更的属性',
      cause:
        '可用区、地址类型、IP 版本、资源组、网络类型和地址在 SLB 创建时就已确定。注解要求其他值时 CCM 会报错：检查可以通过，但同步失败，并且不再清理无用的服务器组。',
      upgrade: 'CCM 每次同步都会报错，SLB 上的该属性不会变化。',
    },
  },
  check(view): readonly Draft[] {
    const instance = comparedInstance(view);
    if (!instance) return NOTHING;
    const wanted = view.desired.attribute;
    const differing = FIXED_FOR_LIFE.filter(
      ([field]) => wanted[field] !== '' && wanted[field] !== instance[field],
    ).map(([field, annotation]) => ({ field, annotation, actual: instance[field], expected: wanted[field] }));
    const [is, shouldBe] = [instance.AddressIPVersion || 'ipv4', wanted.AddressIPVersion || 'ipv4'];
    const all =
      is === shouldBe
        ? differing
        : [
            ...differing,
            { field: 'AddressIPVersion', annotation: 'ip-version' as const, actual: is, expected: shouldBe },
          ];
    return all.map((change) => ({
      place: { stage: 'apply' },
      loadBalancerId: instance.LoadBalancerId,
      identity: change.field,
      changes: [change],
      message: both(
        `${change.field} of SLB ${instance.LoadBalancerId} is "${change.actual}" for ever, the Service asks for "${change.expected}"`,
        `SLB ${instance.LoadBalancerId} 的 ${change.field} 为 "${change.actual}" 且不可变更，Service 要求 "${change.expected}"`,
      ),
      fixes: [
        ...(view.beingDeleted ? [] : [adopt(view, [[change.annotation, change.actual]])]),
        support(
          both(
            'To get the other value, a new SLB is needed: create the Service anew (clients get another address).',
            '若确需新的取值，必须使用新的 SLB：请重建 Service（客户端将使用新地址）。',
          ),
        ),
      ],
    }));
  },
};
