import type { ServiceView } from '../model/service-view.ts';
import { adopt, revert } from './fixes.ts';
import { instanceToDelete, wantedInstance } from './instance.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

export const loadBalancerDeleteProtection: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-delete-protection',
  phrase: null,
  code: 'SetSLBDeleteProtection',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Delete protection differs',
      cause:
        'Delete protection was switched in the console, or stands in the way of a deletion: CCM switches it off first, and deletes only once it is off.',
      upgrade:
        'The upgraded CCM switches delete protection to what the Service says (off before a deletion).',
    },
    zh: {
      title: '删除保护不一致',
      cause: '删除保护在控制台被修改，或妨碍了删除：CCM 会先关闭删除保护，之后才删除实例。',
      upgrade: '升级后的 CCM 会按 Service 设置删除保护（删除前会先关闭）。',
    },
  },
  check(view): readonly Draft[] {
    const doomed = instanceToDelete(view);
    if (doomed) return doomed.DeleteProtection === 'on' ? [draft(view, 'on', 'off', true)] : NOTHING;
    const wanted = view.desired.attribute.DeleteProtection;
    const instance = wantedInstance(view);
    if (!instance || wanted === '' || wanted === instance.DeleteProtection) return NOTHING;
    return [draft(view, instance.DeleteProtection, wanted, false)];
  },
};

function draft(view: ServiceView, actual: string, expected: string, deleting: boolean): Draft {
  const id = view.attribute?.LoadBalancerId ?? '';
  const annotation = deleting ? {} : ({ annotation: 'delete-protection' } as const);
  return {
    place: deleting ? { stage: 'apply', lane: 'deletion', step: 1 } : { stage: 'apply' },
    loadBalancerId: id,
    changes: [{ field: 'DeleteProtection', actual, expected, ...annotation }],
    message: deleting
      ? both(
          `SLB ${id} has to go, but its delete protection is on`,
          `SLB ${id} 需要被删除或释放，但其删除保护处于开启状态`,
        )
      : both(
          `Delete protection of SLB ${id} is "${actual}", the Service wants "${expected}"`,
          `SLB ${id} 的删除保护为 "${actual}"，Service 要求 "${expected}"`,
        ),
    fixes: [
      ...(deleting ? [] : [adopt(view, [['delete-protection', actual === '' ? null : actual]])]),
      revert(
        view,
        'SetLoadBalancerDeleteProtection',
        [
          ['LoadBalancerId', id],
          ['DeleteProtection', expected],
        ],
        both(`switch delete protection ${expected}`, `将删除保护设为 ${expected}`),
      ),
    ],
  };
}
