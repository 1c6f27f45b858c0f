import { deleteLoadBalancer } from './commands.ts';
import { adopt, PRESERVED_INSTANCE_ONLY } from './fixes.ts';
import { instanceToDelete } from './instance.ts';
import { both, type Draft, GUIDE, type Localized, NOTHING, type ServiceRule } from './rule.ts';

/** A Service that needs no SLB any more still has one of its own (clbv1 deleteLoadBalancer). */
export const loadBalancerDelete: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-delete',
  phrase: 'delete the load balancer',
  code: 'DeleteSLB',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'The Service needs no SLB any more, but the SLB is still there',
      cause:
        'The Service is being deleted, or is no longer of type LoadBalancer, and CCM has not managed to delete its SLB: it was down, was refused, or the instance is protected.',
      upgrade: 'The upgraded CCM deletes the SLB with its address, whoever may still use it.',
    },
    zh: {
      title: 'Service 已不需要 SLB，但 SLB 仍然存在',
      cause:
        'Service 正在删除，或类型已不是 LoadBalancer，而 CCM 未能删除其 SLB：CCM 未运行、被拒绝，或实例受保护。',
      upgrade: '升级后的 CCM 会删除该 SLB 及其地址，即使仍有人在使用。',
    },
  },
  check(view): readonly Draft[] {
    const instance = instanceToDelete(view);
    if (!instance || view.desired.attribute.preserveOnDelete) return NOTHING;
    const id = instance.LoadBalancerId;
    const why = view.service.metadata.deletionTimestamp
      ? both('is being deleted', '正在删除')
      : typeText(view.service.spec.type);
    return [
      {
        place: { stage: 'apply', lane: 'deletion', step: 3 },
        loadBalancerId: id,
        message: both(
          `The Service ${why.en}, so CCM will delete SLB ${id} (${instance.Address})`,
          `Service ${why.zh}，CCM 将删除 SLB ${id}（${instance.Address}）`,
        ),
        fixes: [
          adopt(view, [['preserve-lb-on-delete', 'true']], PRESERVED_INSTANCE_ONLY),
          {
            kind: 'revert',
            text: both(
              'If nobody needs the SLB any more: delete it in the SLB console. This cannot be undone.',
              '若已不需要该 SLB，请在 SLB 控制台删除。该操作不可恢复。',
            ),
            command: deleteLoadBalancer(view.cluster.regionId, id, instance.DeleteProtection),
          },
        ],
      },
    ];
  },
};

function typeText(type: string | null | undefined): Localized {
  return type ? both(`is of type ${type}`, `类型为 ${type}`) : both('has no type', '没有类型');
}
