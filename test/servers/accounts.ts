import type { SnapshotCluster, SnapshotRegion } from '../../shared/snapshot/snapshot.ts';
import { type Inventory, inventoryOf } from './inventory.ts';

/** What the CS API knows of a cluster. Without `ccmVersion` the addon is not installed. */
export interface CloudCluster
  extends Pick<
    SnapshotCluster,
    'clusterId' | 'name' | 'regionId' | 'vpcId' | 'ccmVersion' | 'serviceBackendType'
  > {
  /** `running` if left out. */
  readonly state?: string;
}

/** An account and all it owns. */
export interface CloudAccount {
  readonly name: string;
  /** Its number, by which roles name it (`acs:ram::<accountId>:role/<any>`). */
  readonly accountId?: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  readonly regions: readonly SnapshotRegion[];
  readonly clusters: readonly CloudCluster[];
}

/** An account with its regions looked up by id. */
export interface Holdings {
  readonly account: CloudAccount;
  readonly regions: ReadonlyMap<string, Inventory>;
}

/** By the account's name. */
export function holdingsOf(accounts: readonly CloudAccount[]): ReadonlyMap<string, Holdings> {
  return new Map(
    accounts.map((account) => [
      account.name,
      { account, regions: new Map(account.regions.map((region) => [region.regionId, inventoryOf(region)])) },
    ]),
  );
}
