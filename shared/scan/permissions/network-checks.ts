import type { CloudAccount } from '../../sources/alicloud/account.ts';
import { type PermissionCheck, ramTrial } from './check.ts';
import type { RegionPlace } from './slb-checks.ts';
import { tryOut } from './try.ts';

/** What a scan asks ECS and VPC for. */
export const NETWORK_ACTIONS = ['ecs:DescribeNetworkInterfaces', 'vpc:DescribeVpcs'] as const;

/** The fewest items of a page that the API surely takes. */
const FEW = 10;

/** One short page of each list. */
export async function tryNetwork(cloud: CloudAccount, place: RegionPlace): Promise<PermissionCheck[]> {
  const { regionId } = place;
  const [interfaces, vpcs] = NETWORK_ACTIONS;
  const tried = await Promise.all([
    tryOut(ramTrial(place, interfaces), () =>
      cloud.call({
        product: 'ecs',
        regionId,
        action: 'DescribeNetworkInterfaces',
        query: { MaxResults: FEW },
      }),
    ),
    tryOut(ramTrial(place, vpcs), () =>
      cloud.call({
        product: 'vpc',
        regionId,
        action: 'DescribeVpcs',
        query: { PageNumber: 1, PageSize: FEW },
      }),
    ),
  ]);
  return tried.map(({ check }) => check);
}
