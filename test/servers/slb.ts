import type { SlbLoadBalancer } from '../../shared/snapshot/cloud-items.ts';
import type { RegionApi } from './api.ts';
import { type Inventory, listenerKey } from './inventory.ts';
import { numberedPage, tokenPage } from './paging.ts';
import { commaListOf, listOf, type Parameters, required } from './parameters.ts';
import { missing, Refusal } from './refusal.ts';

const SLB = { product: 'slb', version: '2014-05-15' } as const;
/** Ids a call. */
const MOST_IDS = 10;

/** The reading actions of SLB 2014-05-15 that this project needs. */
export const SLB_APIS: Readonly<Record<string, RegionApi>> = {
  DescribeLoadBalancers: {
    ...SLB,
    parameters: ['LoadBalancerId', 'PageNumber', 'PageSize'],
    answer: ({ region }, parameters) => {
      const wanted = new Set(commaListOf(parameters, 'LoadBalancerId', MOST_IDS));
      const all = region.slb.loadBalancers;
      const found = wanted.size === 0 ? all : all.filter((instance) => wanted.has(instance.LoadBalancerId));
      const { items, frame } = numberedPage(found, parameters, 100);
      // The list names no backends.
      const listed = items.map(({ BackendServers: _, ...item }) => item);
      return { ...frame, LoadBalancers: { LoadBalancer: listed } };
    },
  },
  DescribeLoadBalancerAttribute: {
    ...SLB,
    parameters: ['LoadBalancerId'],
    answer: (inventory, parameters) => attributeOf(inventory, instanceOf(inventory, parameters)),
  },
  DescribeLoadBalancerListeners: {
    ...SLB,
    parameters: ['LoadBalancerId.N', 'MaxResults', 'NextToken'],
    answer: ({ region, listenersOf }, parameters, { regionWideListeners }) => {
      const ids = listOf(parameters, 'LoadBalancerId', MOST_IDS);
      if (ids.length === 0 && regionWideListeners === 'refused') throw missing('LoadBalancerId');
      const whole = regionWideListeners === 'empty' ? [] : region.slb.listeners;
      const found = ids.length === 0 ? whole : [...new Set(ids)].flatMap((id) => listenersOf.get(id) ?? []);
      const { items, frame } = tokenPage(found, parameters, { usual: 20, most: 100 });
      return { ...frame, Listeners: items };
    },
  },
  DescribeVServerGroups: {
    ...SLB,
    parameters: ['LoadBalancerId'],
    answer: (inventory, parameters) => {
      const { LoadBalancerId } = instanceOf(inventory, parameters);
      const groups = inventory.groupsOf.get(LoadBalancerId) ?? [];
      const VServerGroup = groups.map(({ VServerGroupId, VServerGroupName, BackendServers }) => ({
        VServerGroupId,
        VServerGroupName,
        ServerCount: BackendServers?.BackendServer?.length ?? 0,
      }));
      return { VServerGroups: { VServerGroup } };
    },
  },
  DescribeVServerGroupAttribute: {
    ...SLB,
    parameters: ['VServerGroupId'],
    answer: ({ groups }, parameters) => {
      const group = groups.get(required(parameters, 'VServerGroupId'));
      if (!group) throw new Refusal(404, 'InvalidParameter', 'The specified VServerGroupId does not exist.');
      return group;
    },
  },
  DescribeDomainExtensions: {
    ...SLB,
    parameters: ['LoadBalancerId', 'ListenerPort'],
    answer: (inventory, parameters) => {
      const { LoadBalancerId } = instanceOf(inventory, parameters);
      const port = required(parameters, 'ListenerPort');
      const listeners = inventory.listenersOf.get(LoadBalancerId) ?? [];
      if (!listeners.some((listener) => String(listener.ListenerPort) === port))
        throw new Refusal(404, 'ListenerNotFound', 'The specified listener does not exist.');
      const found = inventory.extensionsOf.get(listenerKey(LoadBalancerId, port)) ?? [];
      const DomainExtension = found.map(({ LoadBalancerId: _, ListenerPort: __, ...extension }) => extension);
      return { DomainExtensions: { DomainExtension } };
    },
  },
  DescribeServerCertificates: {
    ...SLB,
    parameters: ['ServerCertificateId'],
    answer: ({ region }, { ServerCertificateId: id }) => {
      const all = region.slb.serverCertificates ?? [];
      const ServerCertificate = all.filter((one) => id === undefined || one.ServerCertificateId === id);
      return { ServerCertificates: { ServerCertificate } };
    },
  },
};

function instanceOf({ loadBalancers }: Inventory, parameters: Parameters): SlbLoadBalancer {
  const instance = loadBalancers.get(required(parameters, 'LoadBalancerId'));
  if (!instance)
    throw new Refusal(404, 'InvalidLoadBalancerId.NotFound', 'The specified LoadBalancerId does not exist.');
  return instance;
}

/** One instance has its charge type in words, has its backends and ports, and has no alias. */
function attributeOf({ listenersOf }: Inventory, instance: SlbLoadBalancer): object {
  const { InternetChargeType, InternetChargeTypeAlias, ...rest } = instance;
  const listeners = listenersOf.get(instance.LoadBalancerId) ?? [];
  const ports = listeners.map(({ ListenerPort, ListenerProtocol }) => ({ ListenerPort, ListenerProtocol }));
  const described = listeners.map(({ Description }, index) => ({ ...ports[index], Description }));
  return {
    ...rest,
    InternetChargeType: InternetChargeTypeAlias ?? InternetChargeType,
    BackendServers: instance.BackendServers ?? { BackendServer: [] },
    ListenerPorts: { ListenerPort: ports.map(({ ListenerPort }) => ListenerPort) },
    // Spelled so by the API.
    ListenerPortsAndProtocal: { ListenerPortAndProtocal: ports },
    ListenerPortsAndProtocol: { ListenerPortAndProtocol: described },
  };
}
