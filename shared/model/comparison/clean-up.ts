import type { ActualBackend, ActualVServerGroup } from '../actual/server-groups.ts';
import type { GroupComparison } from './server-groups.ts';

/** What CCM tidies away at the very end, if nothing before it failed (clbv1 cleanup). */
export interface CleanUp {
  /** Groups that stay but lose our backends, in API order: each but the first waits for the one before. */
  readonly empty: readonly {
    readonly group: ActualVServerGroup;
    readonly backends: readonly ActualBackend[];
  }[];
  /** Groups of ours that no port wants: deleted only once nothing is left to empty. */
  readonly remove: readonly ActualVServerGroup[];
  /** Some group's backends are unread, so what it would lose is not known. */
  readonly unread: boolean;
}

/** Compares all groups of the instance with the wanted ones. */
export function compareCleanUp(
  actual: readonly ActualVServerGroup[],
  groups: readonly GroupComparison[],
): CleanUp {
  const wanted = new Set(groups.map((group) => group.desired.boundGroupId || group.actual?.VServerGroupId));
  const unwanted = actual.filter((group) => !wanted.has(group.VServerGroupId));
  return {
    empty: unwanted
      .filter((group) => !group.isOurs)
      .map((group) => ({
        group,
        backends: (group.backends ?? []).filter((backend) => !backend.isUserManaged),
      }))
      .filter(({ backends }) => backends.length > 0),
    remove: unwanted.filter((group) => group.isOurs && group.backends !== undefined),
    unread: unwanted.some((group) => group.backends === undefined),
  };
}
