import type { SlbListener, SlbLoadBalancer, SlbVServerGroup } from '../../shared/snapshot/cloud-items.ts';
import type { KubeService } from '../../shared/snapshot/kubernetes-items.ts';
import { groupOf } from './groups.ts';
import { instanceOf } from './instance.ts';
import { serviceOf } from './kubernetes.ts';
import { listenerOf } from './listeners.ts';
import { ccmName } from './names.ts';
import type { ServicePlan } from './plan.ts';
import type { Ground } from './site.ts';

/** One Service and what SLB has for it. */
export interface World {
  readonly plan: ServicePlan;
  readonly service: KubeService;
  readonly instance: SlbLoadBalancer;
  readonly listeners: readonly SlbListener[];
  readonly groups: readonly SlbVServerGroup[];
}

/** Writes a plan out on both sides so that they agree: CCM has nothing to do for this Service. */
export function worldInSync(ground: Ground, plan: ServicePlan): World {
  const { names, site } = ground;
  const instance = instanceOf(names, site, plan);
  const { LoadBalancerId: loadBalancerId } = instance;
  const listeners: SlbListener[] = [];
  const groups: SlbVServerGroup[] = [];
  for (const port of plan.ports) {
    const vServerGroupId = names.cloudId('rsp', site.regionId);
    const description = ccmName(port.port, plan, site.clusterId);
    const { certificateId } = site;
    groups.push(groupOf(ground, plan, port, { loadBalancerId, vServerGroupId }));
    listeners.push(
      listenerOf({ loadBalancerId, description, vServerGroupId, certificateId }, port, plan.features),
    );
  }
  if (plan.instance === 'reused') listeners.push(usersListener(loadBalancerId));
  const service = serviceOf(site, plan, { id: loadBalancerId, address: instance.Address ?? '' });
  return { plan, service, instance, listeners, groups };
}

/** A user's own listener on a reused instance: CCM leaves it alone. */
function usersListener(loadBalancerId: string): SlbListener {
  const place = { loadBalancerId, description: 'by hand', vServerGroupId: '', certificateId: '' };
  return listenerOf(place, { port: 2222, listener: 'tcp' }, []);
}
