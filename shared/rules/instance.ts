import type { ActualAttribute } from '../model/actual/load-balancer.ts';
import { CLUSTER_TAG, OWNER_TAG } from '../model/names.ts';
import type { ServiceView } from '../model/service-view.ts';

/** Both sides of an instance whose attributes CCM compares; undefined where it does not get to that. */
export function comparedInstance(view: ServiceView): ActualAttribute | undefined {
  if (view.beingDeleted && !view.desired.attribute.isUserManaged) return undefined;
  return view.attribute;
}

/** The instance of a Service that wants one; undefined when the Service is being deleted, or has none. */
export function wantedInstance(view: ServiceView): ActualAttribute | undefined {
  return view.beingDeleted ? undefined : view.attribute;
}

/** The instance CCM has to delete or let go. */
export function instanceToDelete(view: ServiceView): ActualAttribute | undefined {
  return view.beingDeleted && !view.desired.attribute.isUserManaged ? view.attribute : undefined;
}

/** Why CCM refuses to reuse an instance (clbv1 isLoadBalancerReusable), undefined when it does not. */
export function refusedReuse(view: ServiceView): 'made-by-kubernetes' | 'other-address' | undefined {
  const instance = wantedInstance(view);
  if (!instance || !view.desired.attribute.isUserManaged) return undefined;
  if (instance.Tags.some((tag) => tag.key === OWNER_TAG || tag.key === CLUSTER_TAG))
    return 'made-by-kubernetes';
  if (view.annotations.get('external-ip-type') === 'eip') return undefined;
  const ingress = view.service.status?.loadBalancer?.ingress ?? [];
  if (ingress.length === 0) return undefined;
  const fits = ingress.some(({ ip, hostname }) => {
    const address = ip ?? '';
    return address === instance.Address || (address === '' && (hostname ?? '') !== '');
  });
  return fits ? undefined : 'other-address';
}
