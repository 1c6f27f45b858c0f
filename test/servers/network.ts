import type { RegionApi } from './api.ts';
import { numberedPage, tokenPage } from './paging.ts';
import { commaListOf, listOf } from './parameters.ts';

/** The reading actions of ECS 2014-05-26 and VPC 2016-04-28 that this project needs. */
export const NETWORK_APIS: Readonly<Record<string, RegionApi>> = {
  DescribeNetworkInterfaces: {
    product: 'ecs',
    version: '2014-05-26',
    parameters: ['VpcId', 'PrivateIpAddress.N', 'Status', 'MaxResults', 'NextToken'],
    answer: ({ region, interfacesByIp }, parameters) => {
      const ips = listOf(parameters, 'PrivateIpAddress', 100);
      const all = region.ecs?.networkInterfaces ?? [];
      const byIp = ips.length === 0 ? all : [...new Set(ips.flatMap((ip) => interfacesByIp.get(ip) ?? []))];
      const { VpcId } = parameters;
      // An interface of a snapshot that names no VPC is in any.
      const found = byIp.filter((eni) => VpcId === undefined || (eni.VpcId ?? VpcId) === VpcId);
      const { items, frame } = tokenPage(found, parameters, { usual: 10, most: 500 });
      return { ...frame, NetworkInterfaceSets: { NetworkInterfaceSet: items } };
    },
  },
  DescribeVpcs: {
    product: 'vpc',
    version: '2016-04-28',
    parameters: ['VpcId', 'PageNumber', 'PageSize'],
    answer: ({ region }, parameters) => {
      const wanted = new Set(commaListOf(parameters, 'VpcId', 20));
      const all = region.vpc?.vpcs ?? [];
      const found = wanted.size === 0 ? all : all.filter((vpc) => wanted.has(vpc.VpcId));
      const { items, frame } = numberedPage(found, parameters, 50);
      return { ...frame, Vpcs: { Vpc: items } };
    },
  },
};
