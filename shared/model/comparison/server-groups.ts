import type { ActualBackend, ActualVServerGroup } from '../actual/server-groups.ts';
import type { DesiredVServerGroup } from '../desired/server-groups.ts';
import type { Backend } from '../desired/weights.ts';

/** A backend whose weight the upgraded CCM will set anew; the check never prints it. */
export interface WeightChange {
  readonly ServerId: string;
  readonly ServerIp: string;
  readonly Port: number;
  readonly actual: number;
  readonly expected: number;
}

/** One wanted group beside the group SLB has for it. */
export interface GroupComparison {
  readonly desired: DesiredVServerGroup;
  /** Undefined: the group has to be created. */
  readonly actual: ActualVServerGroup | undefined;
  readonly add: readonly Backend[];
  readonly remove: readonly ActualBackend[];
  readonly weights: readonly WeightChange[];
  /** An earlier port has the same group and already changes it: CCM leaves this one out. */
  readonly covered: boolean;
  /** The backends of one of the sides are unread: nothing is said of them. */
  readonly unread: boolean;
}

const NOTHING = { add: [], remove: [], weights: [], covered: false, unread: false } as const;

/**
 * Ties wanted groups to those of the instance and compares their backends (clbv1
 * buildVGroupCreateAndUpdateActions): a bound group by id, others by name. Of two ports with one group the
 * second is compared only if the first changes nothing.
 */
export function compareGroups(
  desired: readonly DesiredVServerGroup[],
  actual: readonly ActualVServerGroup[],
): GroupComparison[] {
  const changed = new Set<string>();
  return desired.map((group) => {
    const bound = group.boundGroupId;
    const key = bound === '' ? `name ${group.VServerGroupName}` : `id ${bound}`;
    const match = actual.find((candidate) =>
      bound === ''
        ? candidate.VServerGroupName === group.VServerGroupName
        : candidate.VServerGroupId === bound,
    );
    if (changed.has(key)) return { ...NOTHING, desired: group, actual: match, covered: true };
    if (!match) {
      changed.add(key);
      return { ...NOTHING, desired: group, actual: undefined, add: group.backends ?? [] };
    }
    if (!group.backends || !match.backends)
      return { ...NOTHING, desired: group, actual: match, unread: true };
    const difference = compareBackends(group, match);
    if (difference.touched) changed.add(key);
    return { ...NOTHING, ...difference.changes, desired: group, actual: match };
  });
}

function ecsKey(backend: Backend | ActualBackend): string {
  return `${backend.ServerId} ${backend.Port}`;
}

function eniKey(backend: Backend | ActualBackend): string {
  return `${backend.ServerId} ${backend.Port} ${backend.ServerIp}`;
}

function keyOf(backend: Backend): string {
  return backend.Type === 'eni' ? eniKey(backend) : ecsKey(backend);
}

/**
 * clbv1 diff: ECS backends match by ServerId and Port, ENI ones by ServerIp as well. A user's backend satisfies
 * what is wanted, and is never removed. Invalid ENI backends keep removals and updates from being made.
 */
function compareBackends(group: DesiredVServerGroup, match: ActualVServerGroup) {
  const wanted = group.backends ?? [];
  const present = match.backends ?? [];
  const wantedKeys = new Set(wanted.map(keyOf));
  const byKey = new Map<string, ActualBackend>();
  for (const backend of present) {
    for (const key of [ecsKey(backend), eniKey(backend)]) if (!byKey.has(key)) byKey.set(key, backend);
  }

  const add = wanted.filter((backend) => !byKey.has(keyOf(backend)));
  const surplus = present.filter(
    (backend) =>
      !backend.isUserManaged && !wantedKeys.has(ecsKey(backend)) && !wantedKeys.has(eniKey(backend)),
  );
  const weights = group.ignoreWeightUpdate ? [] : weightChanges(wanted, byKey);
  const blocked = group.invalidBackends.length > 0;
  return {
    touched:
      add.length > 0 || surplus.length > 0 || weights.length > 0 || needsUpdate(group, wanted, present),
    changes: { add, remove: blocked ? [] : surplus, weights: blocked ? [] : weights },
  };
}

function weightChanges(
  wanted: readonly Backend[],
  byKey: ReadonlyMap<string, ActualBackend>,
): WeightChange[] {
  return wanted.flatMap((backend) => {
    const match = byKey.get(keyOf(backend));
    if (!match || match.Weight === backend.Weight) return [];
    const { ServerId, ServerIp, Port } = backend;
    return [{ ServerId, ServerIp, Port, actual: match.Weight, expected: backend.Weight }];
  });
}

/** Whether CCM would write the group though neither add, remove nor weights say so: another port or description. */
function needsUpdate(
  group: DesiredVServerGroup,
  wanted: readonly Backend[],
  present: readonly ActualBackend[],
): boolean {
  if (present.every((backend) => backend.Description === group.VServerGroupName)) {
    const ports = new Set(wanted.map((backend) => backend.Port));
    if (present.every((backend) => ports.has(backend.Port)) && ports.size <= 1) return false;
  }
  return wanted.some((backend) =>
    present.some(
      (candidate) =>
        candidate.ServerId === backend.ServerId &&
        (backend.Type === 'ecs' || candidate.ServerIp === backend.ServerIp) &&
        (candidate.Port !== backend.Port || candidate.Description !== group.VServerGroupName),
    ),
  );
}
