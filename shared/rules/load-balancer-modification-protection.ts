import type { ServiceView } from '../model/service-view.ts';
import { adopt, revert } from './fixes.ts';
import { instanceToDelete, wantedInstance } from './instance.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/**
 * Modification protection differs from the annotated one, or stands in the way of letting go (clbv1 Update,
 * SetProtectionsOff).
 */
export const loadBalancerModificationProtection: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-modification-protection',
  phrase: null,
  code: 'SetSLBModificationProtection',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Modification protection differs',
      cause:
        'Read-only mode was switched in the console, or an SLB that is to be preserved still has it: CCM switches it off before it lets the instance go.',
      upgrade:
        'The upgraded CCM sets modification protection to what the Service says (NonProtection before it lets go).',
    },
    zh: {
      title: '配置修改保护不一致',
      cause: '配置修改保护在控制台被修改，或需要保留的 SLB 仍处于保护状态：CCM 在解除托管前会先关闭保护。',
      upgrade: '升级后的 CCM 会按 Service 设置配置修改保护（解除托管前会设为 NonProtection）。',
    },
  },
  check(view): readonly Draft[] {
    const doomed = instanceToDelete(view);
    if (doomed) {
      const inTheWay =
        view.desired.attribute.preserveOnDelete &&
        doomed.ModificationProtectionStatus === 'ConsoleProtection';
      return inTheWay ? [draft(view, 'ConsoleProtection', 'NonProtection', true)] : NOTHING;
    }
    const wanted = view.desired.attribute.ModificationProtectionStatus;
    const instance = wantedInstance(view);
    if (!instance || wanted === '' || wanted === instance.ModificationProtectionStatus) return NOTHING;
    return [draft(view, instance.ModificationProtectionStatus, wanted, false)];
  },
};

function draft(view: ServiceView, actual: string, expected: string, deleting: boolean): Draft {
  const id = view.loadBalancerId;
  const annotation = deleting ? {} : ({ annotation: 'modification-protection' } as const);
  return {
    place: deleting ? { stage: 'apply', lane: 'deletion', step: 2 } : { stage: 'apply' },
    loadBalancerId: id,
    changes: [{ field: 'ModificationProtectionStatus', actual, expected, ...annotation }],
    message: both(
      `Modification protection of SLB ${id} is "${actual}", CCM wants "${expected}"${deleting ? ' before it lets the SLB go' : ''}`,
      `SLB ${id} 的配置修改保护为 "${actual}"，CCM ${deleting ? '解除托管前' : ''}要求 "${expected}"`,
    ),
    fixes: [
      ...(deleting ? [] : [adopt(view, [['modification-protection', actual]])]),
      revert(
        view,
        'SetLoadBalancerModificationProtection',
        [
          ['LoadBalancerId', id],
          ['ModificationProtectionStatus', expected],
        ],
        both(`set modification protection to ${expected}`, `将配置修改保护设为 ${expected}`),
      ),
    ],
  };
}
