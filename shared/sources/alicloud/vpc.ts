import type { CloudAccount } from './account.ts';
import type { Raw } from './answers.ts';
import { batches, distinct, listAt } from './answers.ts';
import { notUnderstood } from './errors.ts';

/** The most ids that DescribeVpcs takes in one call. */
const IDS_A_CALL = 20;

/** VPCs of one account in one region. Throws RemoteError. */
export interface VpcRegion {
  /** Those of the given VPCs that exist: DescribeVpcs, 20 ids a call. */
  readonly vpcs: (vpcIds: readonly string[]) => Promise<readonly Raw[]>;
}

/** VPC of one account in one region; nothing is asked before the first call. */
export function vpcRegion(account: CloudAccount, regionId: string): VpcRegion {
  const target = { product: 'vpc', regionId, action: 'DescribeVpcs' } as const;

  async function find(ids: readonly string[]): Promise<readonly Raw[]> {
    // 50 is the most that a page holds; the ids of a call always fit.
    const query = { VpcId: ids.join(','), PageNumber: 1, PageSize: 50 };
    const answer = await account.call({ ...target, query, expect: ['Vpcs'] });
    const items = listAt(answer, 'Vpcs', 'Vpc');
    if (!items) throw notUnderstood(target);
    return items;
  }

  return {
    vpcs: async (vpcIds) => {
      const found = await Promise.all(batches([...new Set(vpcIds)], IDS_A_CALL).map(find));
      return distinct(found.flat(), 'VpcId');
    },
  };
}
