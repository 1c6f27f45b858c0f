import type { ServiceView } from '../model/service-view.ts';
import { adopt, support } from './fixes.ts';
import { both, type Draft, GUIDE, type Localized, NOTHING, type ServiceRule } from './rule.ts';

/**
 * The instance that annotation id names, or whose address the Service shows, is gone: CCM fails and makes no other.
 */
export const loadBalancerMissing: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-missing',
  phrase: null,
  code: null,
  effect: 'breaks-sync',
  docs: GUIDE,
  text: {
    en: {
      title: 'The SLB that the Service relies on is gone',
      cause:
        'Somebody deleted the SLB by hand (the Service still shows its address), or annotation id names an instance that does not exist in this region and account. The check passes, because CCM only meets an error.',
      upgrade: 'CCM cannot sync this Service: no port, backend or certificate change reaches any SLB.',
    },
    zh: {
      title: 'Service 依赖的 SLB 已不存在',
      cause:
        'SLB 被手动删除（Service 状态仍保留其地址），或注解 id 指向本地域、本账号中不存在的实例。CCM 只会报错，因此升级检查不会提示。',
      upgrade: 'CCM 无法同步该 Service：端口、后端、证书的变更都不会生效。',
    },
  },
  check(view): readonly Draft[] {
    if (view.found.kind === 'reused-missing') {
      const id = view.desired.attribute.LoadBalancerId;
      return [
        {
          place: { stage: 'read' },
          loadBalancerId: id,
          message: both(
            `Annotation id names SLB ${id}, which does not exist in ${view.cluster.regionId}`,
            `注解 id 指向的 SLB ${id} 在 ${view.cluster.regionId} 中不存在`,
          ),
          fixes: [adopt(view, [['id', null]], afterwards(view))],
        },
      ];
    }
    const address = view.service.status?.loadBalancer?.ingress?.[0];
    if (view.beingDeleted || view.found.kind !== 'none' || !address) return NOTHING;
    const shown = address.ip || address.hostname;
    return [
      {
        place: { stage: 'find' },
        message: both(
          `The Service still shows ${shown || 'an entry without an address'}, but no SLB in ${view.cluster.regionId} belongs to it any more`,
          `Service 状态仍显示地址 ${shown || '（空）'}，但 ${view.cluster.regionId} 中已没有属于它的 SLB`,
        ),
        fixes: [
          support(
            both(
              'The address is lost with the SLB. Create the Service anew (clients get another address), or reuse an SLB with annotation id after clearing the status.',
              '原地址已随 SLB 一起失效。请重建 Service（客户端将使用新地址），或清除状态后通过注解 id 复用已有 SLB。',
            ),
          ),
        ],
      },
    ];
  },
};

/** What becomes of the Service once it names no instance any more. */
function afterwards(view: ServiceView): Localized {
  if (view.beingDeleted) return both('The deletion can then finish.', '之后删除流程即可完成。');
  if ((view.service.status?.loadBalancer?.ingress ?? []).length === 0) {
    return both(
      'CCM then creates an SLB of its own. Or name one that exists.',
      '之后 CCM 会自行创建 SLB；或改为一个存在的实例 ID。',
    );
  }
  return both(
    'Better name an SLB that exists: as long as the Service shows an address, CCM creates none for it.',
    '建议改为一个存在的实例 ID：只要 Service 状态中仍有地址，CCM 就不会为其创建 SLB。',
  );
}
