import { isIPv6 } from 'node:net';
import type { CloudAccount } from './account.ts';
import type { Raw, TokenPage } from './answers.ts';
import { batches, distinct, listAt, textOf } from './answers.ts';
import { notUnderstood } from './errors.ts';
import { allPages } from './paging.ts';

/** The most addresses that the API takes in one call, and the items of a page. */
const ADDRESSES_A_CALL = 100;

/** What is kept of an interface: the rest is much, and of no use. */
const KEPT = ['NetworkInterfaceId', 'PrivateIpAddress', 'VpcId', 'PrivateIpSets', 'Ipv6Sets'];

/** ECS of one account in one region. Throws RemoteError. */
export interface EcsRegion {
  /**
   * The network interfaces that are in use in a VPC and have any of the addresses: DescribeNetworkInterfaces, 100
   * addresses a call, filtered as CCM does.
   */
  readonly networkInterfaces: (addresses: readonly string[], vpcId: string) => Promise<readonly Raw[]>;
}

/** ECS of one account in one region; nothing is asked before the first call. */
export function ecsRegion(account: CloudAccount, regionId: string): EcsRegion {
  const target = { product: 'ecs', regionId, action: 'DescribeNetworkInterfaces' } as const;

  async function page(filter: Raw, nextToken: string | undefined): Promise<TokenPage> {
    const query = {
      ...filter,
      Status: 'InUse',
      MaxResults: ADDRESSES_A_CALL,
      ...(nextToken !== undefined && { NextToken: nextToken }),
    };
    const answer = await account.call({ ...target, query, expect: ['NetworkInterfaceSets'] });
    const items = listAt(answer, 'NetworkInterfaceSets', 'NetworkInterfaceSet');
    if (!items) throw notUnderstood(target);
    return { items: items.map(kept), nextToken: textOf(answer.NextToken), total: undefined };
  }

  return {
    networkInterfaces: async (addresses, vpcId) => {
      const unique = [...new Set(addresses)];
      const filters = [
        ...batches(
          unique.filter((one) => !isIPv6(one)),
          ADDRESSES_A_CALL,
        ).map((PrivateIpAddress) => ({ VpcId: vpcId, PrivateIpAddress })),
        ...batches(unique.filter(isIPv6), ADDRESSES_A_CALL).map((Ipv6Address) => ({
          VpcId: vpcId,
          Ipv6Address,
        })),
      ];
      const what = `${target.action} in ${regionId}`;
      const found = await Promise.all(
        filters.map((filter) => allPages(what, (token) => page(filter, token))),
      );
      return distinct(found.flat(), 'NetworkInterfaceId');
    },
  };
}

function kept(item: Raw): Raw {
  return Object.fromEntries(KEPT.filter((key) => key in item).map((key) => [key, item[key]]));
}
