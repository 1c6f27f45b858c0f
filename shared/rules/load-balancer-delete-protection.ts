import type { ServiceView } from '../model/service-view.ts';
import { aliyunSlb } from './commands.ts';
import { adopt, PRESERVED_INSTANCE_ONLY, revert } from './fixes.ts';
import { instanceToDelete, wantedInstance } from './instance.ts';
import { both, type Draft, type FixDraft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/**
 * Delete protection differs from the annotated one, or stands in the way of a deletion (clbv1 Update, Delete,
 * SetProtectionsOff).
 */
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
  const id = view.loadBalancerId;
  const annotation = deleting ? {} : ({ annotation: 'delete-protection' } as const);
  return {
    place: deleting ? { stage: 'apply', lane: 'deletion', step: 1 } : { stage: 'apply' },
    loadBalancerId: id,
    changes: [{ field: 'DeleteProtection', actual, expected, ...annotation }],
    message: deleting
      ? both(
          `SLB ${id} has to go, but its delete protection is on`,
          `SLB ${id} 需要被删除或解除托管，但其删除保护处于开启状态`,
        )
      : both(
          `Delete protection of SLB ${id} is "${actual}", the Service wants "${expected}"`,
          `SLB ${id} 的删除保护为 "${actual}"，Service 要求 "${expected}"`,
        ),
    fixes: deleting
      ? deletionFixes(view, id)
      : [
          adopt(view, [['delete-protection', actual]]),
          revert(
            view,
            ACTION,
            parameters(id, expected),
            both(`switch delete protection ${expected}`, `将删除保护设为 ${expected}`),
          ),
        ],
  };
}

const ACTION = 'SetLoadBalancerDeleteProtection';

function parameters(id: string, value: string) {
  return [
    ['LoadBalancerId', id],
    ['DeleteProtection', value],
  ] as const;
}

/** Switching the protection off is what lets CCM delete the instance: the way out that keeps the address stands first. */
function deletionFixes(view: ServiceView, id: string): FixDraft[] {
  const preserves = view.desired.attribute.preserveOnDelete;
  const keep = adopt(view, [['preserve-lb-on-delete', 'true']], PRESERVED_INSTANCE_ONLY);
  const off: FixDraft = {
    kind: 'revert',
    text: preserves
      ? both(
          `Switch delete protection off: CCM then takes its tags away. ${PRESERVED_INSTANCE_ONLY.en}`,
          `关闭删除保护：之后 CCM 会移除其标签。${PRESERVED_INSTANCE_ONLY.zh}`,
        )
      : both(
          'Only if nobody needs the SLB: switch delete protection off. CCM then deletes the SLB and its address, which cannot be undone.',
          '仅在确认不再需要该 SLB 时：关闭删除保护。之后 CCM 会删除该 SLB 及其地址，不可恢复。',
        ),
    command: aliyunSlb(view.cluster.regionId, ACTION, parameters(id, 'off')),
  };
  return preserves ? [off] : [keep, off];
}
