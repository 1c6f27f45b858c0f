import type { Failure } from '../snapshot/snapshot.ts';

/**
 * Of the regions that a run looked at, those that it read: nothing of them that belongs to no one cluster, like the list
 * of their clusters or of their SLBs, failed. One may have no clusters at all.
 */
export function regionsRead(
  looked: readonly { readonly regionId: string }[],
  failures: readonly Failure[],
): ReadonlySet<string> {
  const ofRegions = failures.filter(({ clusterId }) => clusterId === undefined);
  const regions = looked.map(({ regionId }) => regionId);
  // A failure that names no region may be of any.
  return new Set(regions.filter((id) => !ofRegions.some(({ regionId }) => (regionId ?? id) === id)));
}
