import { kubectlGet } from './commands.ts';
import { inspect, support } from './fixes.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** No instance is found, and the Service shows no address yet (clbv1 applyLoadBalancer). */
export const loadBalancerCreate: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-create',
  phrase: 'create a new load balancer',
  code: 'CreateSLB',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'The Service has no SLB yet',
      cause:
        'The Service was created a moment ago, or its SLB could not be created (pending): no instance carries its owner tag or its default name, and its status has no address.',
      upgrade: 'The upgraded CCM creates an SLB, which costs money, and writes its address into the Service.',
    },
    zh: {
      title: 'Service 还没有 SLB 实例',
      cause:
        'Service 刚刚创建，或 SLB 创建失败（pending）：没有实例带有其归属标签或默认名称，且 Service 状态中没有地址。',
      upgrade: '升级后的 CCM 会新建一个 SLB 实例（产生费用），并将其地址写入 Service。',
    },
  },
  check(view): readonly Draft[] {
    if (view.beingDeleted || view.found.kind !== 'none' || hasAddress(view)) return NOTHING;
    return [
      {
        place: { stage: 'find' },
        message: both(
          `No SLB belongs to this Service: neither tag kubernetes.do.not.delete=${view.defaultName} nor the name ${view.defaultName} is found in ${view.cluster.regionId}`,
          `没有属于该 Service 的 SLB：在 ${view.cluster.regionId} 中既没有标签 kubernetes.do.not.delete=${view.defaultName}，也没有名为 ${view.defaultName} 的实例`,
        ),
        fixes: [
          {
            kind: 'inspect',
            text: both(
              'See whether the Service is pending. If it has an external IP by now, run the check again.',
              '确认 Service 是否处于 pending 状态；若已生成外部 IP，请重新发起检测。',
            ),
            command: kubectlGet(view),
          },
          inspect(view),
          support(
            both(
              'If it stays pending, read its events, and open a ticket where they do not tell.',
              '若一直处于 pending 状态，请查看其事件；仍无法判断时请提交工单。',
            ),
          ),
        ],
      },
    ];
  },
};

function hasAddress(view: Parameters<ServiceRule['check']>[0]): boolean {
  return (view.service.status?.loadBalancer?.ingress ?? []).length > 0;
}
