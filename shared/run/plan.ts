import type { Account, Config } from '../config/config.ts';
import type { Place } from '../scan/open-fleet.ts';
import { hasCluster, type Scope } from '../scan/scope.ts';

/** A shard of a run that is to be done: what one invocation of one function reads. */
export interface PlannedShard extends Required<Place> {
  /** Unique in the run; sorts as the config does. */
  readonly shard: string;
}

/**
 * The shards of a config, as far as a scope may have clusters in them: one for each account, region and function. Which
 * clusters a region has only its own shard asks the CS API.
 */
export function planOf(config: Config, scope: Scope = {}): readonly PlannedShard[] {
  const places = config.accounts.flatMap((account) =>
    account.regions.flatMap((regionId) =>
      functionsOf(config, account, regionId, scope).map((name) => ({
        accountId: account.name,
        regionId,
        function: name,
      })),
    ),
  );
  return places.map((place, index) => ({
    shard: `${String(index + 1).padStart(4, '0')}-${place.regionId}`,
    ...place,
  }));
}

/** The functions that a region of an account is read by. */
function functionsOf(
  { functions: { auditRegion } }: Config,
  { clusters }: Account,
  regionId: string,
  scope: Scope,
): readonly string[] {
  if (clusters.kind === 'discover') return [...new Set([auditRegion, ...clusters.functions.values()])];
  const own = clusters.clusters.filter((cluster) => cluster.regionId === regionId);
  const wanted = own.filter((cluster) => hasCluster(scope, cluster));
  // A region without clusters may still have SLBs of clusters that are gone.
  if (own.length === 0) return scope.clusters === undefined ? [auditRegion] : [];
  return [...new Set(wanted.map((cluster) => cluster.function ?? auditRegion))];
}
