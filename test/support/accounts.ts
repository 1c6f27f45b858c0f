import type { Fleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { type World, world } from './world.ts';

/** Two accounts (100, 200) that use the same region, each with one cluster (c1, c2) in sync. */
export function twoAccounts(): World {
  const first = ofAccount('100', world({ clusterId: 'c1' }));
  const second = ofAccount('200', world({ clusterId: 'c2' }));
  return {
    formatVersion: 1,
    clusters: [...first.clusters, ...second.clusters],
    regions: [...first.regions, ...second.regions],
  };
}

function ofAccount(accountId: string, { clusters, regions }: World): Pick<World, 'clusters' | 'regions'> {
  return {
    clusters: clusters.map((cluster) => ({ ...cluster, accountId })),
    regions: regions.map((region) => ({ ...region, accountId })),
  };
}

/** The config of such a fleet, with a role in the place of each account's key: the first one's key opens the roles. */
export function asRoles(fleet: Fleet, overrides: FleetConfig = {}): FleetConfig {
  const { accounts, ...others } = fleet.config(overrides) as {
    accounts: readonly { readonly name: string; readonly credentials: unknown }[];
  };
  const via = accounts[0]?.credentials;
  return {
    ...others,
    accounts: accounts.map((account) => {
      const roleArn = `acs:ram::${account.name.replace('account-', '')}:role/preflight`;
      return { ...account, credentials: { roleArn, via } };
    }),
  };
}
