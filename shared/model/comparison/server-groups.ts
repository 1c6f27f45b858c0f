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
}

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
    if (changed.has(key)) return comparison(group, match, { covered: true });
    if (!match) {
      changed.add(key);
      return comparison(group, undefined, { add: group.backends ?? NO_BACKENDS });
    }
    if (!group.backends || !match.backends) return comparison(group, match, {});
    const difference = compareBackends(group, group.backends, match.backends);
    if (difference.touched) changed.add(key);
    return comparison(group, match, difference);
  });
}

function comparison(
  desired: DesiredVServerGroup,
  actual: ActualVServerGroup | undefined,
  of: Partial<Omit<GroupComparison, 'desired' | 'actual'>>,
): GroupComparison {
  return {
    desired,
    actual,
    add: of.add ?? NO_BACKENDS,
    remove: of.remove ?? NO_BACKENDS,
    weights: of.weights ?? NO_BACKENDS,
    covered: of.covered ?? false,
  };
}

const NO_BACKENDS: readonly never[] = [];

/** Backends by server: several share one only where a user added another port, or pods share an interface. */
function byServer<B extends Backend | ActualBackend>(
  backends: readonly B[],
): ReadonlyMap<string, readonly B[]> {
  const servers = new Map<string, B[]>();
  for (const backend of backends) {
    const known = servers.get(backend.ServerId);
    if (known) known.push(backend);
    else servers.set(backend.ServerId, [backend]);
  }
  return servers;
}

function onServerOf(
  { ServerId }: Backend,
  presentOn: ReadonlyMap<string, readonly ActualBackend[]>,
): readonly ActualBackend[] {
  return presentOn.get(ServerId) ?? NO_BACKENDS;
}

/** ECS backends match by ServerId (known to be equal here) and Port, ENI ones by ServerIp as well. */
function matches(wanted: Backend, present: ActualBackend): boolean {
  return wanted.Port === present.Port && (wanted.Type === 'ecs' || wanted.ServerIp === present.ServerIp);
}

/**
 * clbv1 diff. A user's backend satisfies what is wanted, and is never removed. Invalid ENI backends keep removals
 * and updates from being made.
 */
function compareBackends(
  group: DesiredVServerGroup,
  wanted: readonly Backend[],
  present: readonly ActualBackend[],
) {
  const presentOn = byServer(present);
  const add: Backend[] = [];
  const weights: WeightChange[] = [];
  const satisfied = new Set<ActualBackend>();
  for (const backend of wanted) {
    const found = satisfy(backend, presentOn, satisfied);
    if (!found) add.push(backend);
    else if (found.Weight !== backend.Weight && !group.ignoreWeightUpdate)
      weights.push(weightChange(backend, found));
  }
  const surplus =
    satisfied.size === present.length
      ? []
      : present.filter((backend) => !backend.isUserManaged && !satisfied.has(backend));
  const blocked = group.invalidBackends.length > 0;
  return {
    touched:
      add.length > 0 || surplus.length > 0 || weights.length > 0 || needsUpdate(group, wanted, presentOn),
    add,
    remove: blocked ? NO_BACKENDS : surplus,
    weights: blocked ? NO_BACKENDS : weights,
  };
}

/** Marks what is there of a wanted backend, doubles too; the first of them, undefined where there is none. */
function satisfy(
  backend: Backend,
  presentOn: ReadonlyMap<string, readonly ActualBackend[]>,
  satisfied: Set<ActualBackend>,
): ActualBackend | undefined {
  let found: ActualBackend | undefined;
  for (const candidate of onServerOf(backend, presentOn)) {
    if (!matches(backend, candidate)) continue;
    found ??= candidate;
    satisfied.add(candidate);
  }
  return found;
}

function weightChange({ ServerId, ServerIp, Port, Weight }: Backend, present: ActualBackend): WeightChange {
  return { ServerId, ServerIp, Port, actual: present.Weight, expected: Weight };
}

/** Whether CCM would write the group though neither add, remove nor weights say so: another port or description. */
function needsUpdate(
  group: DesiredVServerGroup,
  wanted: readonly Backend[],
  presentOn: ReadonlyMap<string, readonly ActualBackend[]>,
): boolean {
  return wanted.some((backend) =>
    onServerOf(backend, presentOn).some(
      (candidate) =>
        (backend.Type === 'ecs' || candidate.ServerIp === backend.ServerIp) &&
        (candidate.Port !== backend.Port || candidate.Description !== group.VServerGroupName),
    ),
  );
}
