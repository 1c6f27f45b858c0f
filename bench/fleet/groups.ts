import type { EcsNetworkInterface, SlbBackend, SlbVServerGroup } from '../../shared/snapshot/cloud-items.ts';
import { ccmName } from './names.ts';
import type { PlannedPort, ServicePlan } from './plan.ts';
import type { Ground, Site, Worker } from './site.ts';

/**
 * A Service port's VServer group as CCM fills it: with every node, the nodes that run pods, or the pods. The API
 * returns backends in no order that follows from the nodes'.
 */
export function groupOf(
  { random, site }: Ground,
  plan: ServicePlan,
  port: PlannedPort,
  ids: { readonly loadBalancerId: string; readonly vServerGroupId: string },
): SlbVServerGroup {
  const name = ccmName(plan.policy === 'ENI' ? port.targetPort : port.nodePort, plan, site.clusterId);
  return {
    VServerGroupId: ids.vServerGroupId,
    VServerGroupName: name,
    LoadBalancerId: ids.loadBalancerId,
    BackendServers: { BackendServer: random.shuffled(backendsOf(site, plan, port, name)) },
  };
}

function backendsOf(site: Site, plan: ServicePlan, port: PlannedPort, Description: string): SlbBackend[] {
  const ecs = (worker: Worker, Weight: number): SlbBackend => ({
    ServerId: worker.instanceId,
    ServerIp: '',
    Port: port.nodePort,
    Weight,
    Type: 'ecs',
    Description,
  });
  const ready = plan.pods.filter((pod) => pod.ready);
  switch (plan.policy) {
    case 'Cluster':
      return site.workers.map((worker) => ecs(worker, 100));
    case 'Local':
      return site.workers.flatMap((worker, index) => {
        const pods = ready.filter((pod) => pod.worker === index).length;
        return pods === 0 ? [] : [ecs(worker, pods)];
      });
    case 'ENI':
      return ready.map((pod) => ({
        ServerId: site.workers[pod.worker]?.eniId ?? '',
        ServerIp: pod.address,
        Port: port.targetPort,
        Weight: 100,
        Type: 'eni',
        Description,
      }));
  }
}

/** The workers' network interfaces, as DescribeNetworkInterfaces returns them for the pods' addresses. */
export function networkInterfacesOf(site: Site, plans: readonly ServicePlan[]): EcsNetworkInterface[] {
  const pods = plans.filter((plan) => plan.policy === 'ENI').flatMap((plan) => plan.pods);
  return site.workers.flatMap((worker, index) => {
    const addresses = pods.filter((pod) => pod.worker === index).map((pod) => pod.address);
    const [first] = addresses;
    if (first === undefined) return [];
    const PrivateIpSet = addresses.map((PrivateIpAddress) => ({ PrivateIpAddress, Primary: false }));
    return [
      {
        NetworkInterfaceId: worker.eniId,
        PrivateIpAddress: worker.address.replace('.0.', '.4.'),
        VpcId: site.vpcId,
        PrivateIpSets: { PrivateIpSet },
      },
    ];
  });
}
