import { adopt, support } from './fixes.ts';
import { refusedReuse } from './instance.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** CCM refuses to reuse the instance that annotation id names (clbv1 isLoadBalancerReusable). */
export const loadBalancerNotReusable: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-not-reusable',
  phrase: null,
  code: null,
  effect: 'breaks-sync',
  docs: GUIDE,
  text: {
    en: {
      title: 'CCM refuses to reuse this SLB',
      cause:
        'An SLB that Kubernetes made (tag kubernetes.do.not.delete or ack.aliyun.com, the API server’s own included) cannot be reused, nor one whose address is not the address the Service already shows. CCM stops with an error, so the check passes.',
      upgrade: 'CCM cannot sync this Service.',
    },
    zh: {
      title: 'CCM 拒绝复用该 SLB',
      cause:
        '由 Kubernetes 创建的 SLB（带有标签 kubernetes.do.not.delete 或 ack.aliyun.com，包括 API Server 的 SLB）不能复用；地址与 Service 状态中已有地址不同的 SLB 也不能复用。CCM 报错退出，因此检查不会提示。',
      upgrade: 'CCM 无法同步该 Service。',
    },
  },
  check(view): readonly Draft[] {
    const why = refusedReuse(view);
    const id = view.desired.attribute.LoadBalancerId;
    if (!why || !view.attribute) return NOTHING;
    const shown = (view.service.status?.loadBalancer?.ingress ?? [])
      .map((one) => one.ip || one.hostname || '?')
      .join(', ');
    return [
      {
        place: { stage: 'find' },
        loadBalancerId: id,
        message:
          why === 'made-by-kubernetes'
            ? both(
                `SLB ${id} was made by Kubernetes (tag kubernetes.do.not.delete or ack.aliyun.com) and cannot be reused`,
                `SLB ${id} 由 Kubernetes 创建（带有标签 kubernetes.do.not.delete 或 ack.aliyun.com），不能复用`,
              )
            : both(
                `The Service shows ${shown}, SLB ${id} has ${view.attribute.Address}: CCM will not move it`,
                `Service 状态中的地址为 ${shown}，而 SLB ${id} 的地址为 ${view.attribute.Address}：CCM 不会切换`,
              ),
        fixes: [
          adopt(
            view,
            [['id', null]],
            both('Or name an SLB of your own that fits.', '或改为一个符合条件的自有 SLB。'),
          ),
          support(
            why === 'made-by-kubernetes'
              ? both(
                  'Create an SLB in the console and name that one.',
                  '请在控制台新建一个 SLB，并在注解中填写其 ID。',
                )
              : both(
                  'Name the SLB that has the address shown; for an EIP bound to it set annotation external-ip-type to "eip".',
                  '请填写拥有该地址的 SLB 的 ID；若使用绑定的 EIP，请将注解 external-ip-type 设为 "eip"。',
                ),
          ),
        ],
      },
    ];
  },
};
