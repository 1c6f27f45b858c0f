import type { Draft, Effect } from '../rules/rule.ts';

/** A draft with the rule it comes from and what it means for the upgrade. */
export interface PlacedDraft {
  readonly draft: Draft;
  readonly effect: Effect;
}

type Stage = Draft['place']['stage'];

/** From this step on a lane that others wait for is ready: the group is there, and only being filled. */
const READY = 2;
const ENDING_STAGES: readonly Stage[] = ['build', 'read', 'find', 'tie'];

/**
 * For each draft of one Service, the index of the one it hides behind: the last fault in CCM's order that keeps
 * the reconcile from getting to it. Undefined: nothing hides it. Faults hide even where the check itself has no
 * word for them (an unreadable annotation hides everything).
 */
export function hidingPlaces(drafts: readonly PlacedDraft[]): (number | undefined)[] {
  const lanes = lanesOf(drafts);
  const last = lastOfStages(drafts);
  const direct = drafts.map(({ draft: { place } }) => {
    if (place.stage === 'apart') return undefined;
    return (
      before(lanes.get(place.lane ?? ''), place.step) ??
      before(lanes.get(place.waitsFor ?? ''), READY) ??
      blocker(last, place.stage)
    );
  });
  const deepest = deepestFault(drafts, direct);
  return drafts.map(({ draft }, index) => {
    const earlier = direct[index];
    const inCleanUp = earlier !== undefined && drafts[earlier]?.draft.place.stage === 'clean-up';
    return draft.place.stage === 'clean-up' && !inCleanUp ? (deepest ?? earlier) : earlier;
  });
}

interface Stop {
  readonly step: number;
  /** The last draft of this step. */
  index: number;
}

/** The steps of every lane that have a draft, in order. */
function lanesOf(drafts: readonly PlacedDraft[]): ReadonlyMap<string, readonly Stop[]> {
  const lanes = new Map<string, Map<number, Stop>>();
  for (const [index, { draft }] of drafts.entries()) {
    const { lane, step = 0 } = draft.place;
    if (lane === undefined) continue;
    const stops = lanes.get(lane) ?? new Map<number, Stop>();
    lanes.set(lane, stops);
    const stop = stops.get(step);
    if (stop) stop.index = index;
    else stops.set(step, { step, index });
  }
  return new Map(
    [...lanes].map(([lane, stops]) => [lane, [...stops.values()].sort((a, b) => a.step - b.step)]),
  );
}

/** The last draft of a lane before a step: by halving, as a clean-up may have thousands of steps. */
function before(stops: readonly Stop[] | undefined, step = 0): number | undefined {
  if (!stops) return undefined;
  let low = 0;
  let high = stops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stops[middle]?.step ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  return stops[low - 1]?.index;
}

/** The last fault of each stage that ends the reconcile. */
function lastOfStages(drafts: readonly PlacedDraft[]): ReadonlyMap<Stage, number> {
  return new Map(drafts.map(({ draft }, index) => [draft.place.stage, index]));
}

/** The fault of the latest stage that ended the reconcile before this one. */
function blocker(last: ReadonlyMap<Stage, number>, stage: Stage): number | undefined {
  const limit = ENDING_STAGES.indexOf(stage);
  const earlier = limit === -1 ? ENDING_STAGES : ENDING_STAGES.slice(0, limit);
  return earlier.map((one) => last.get(one)).findLast((index) => index !== undefined);
}

/** The clean-up waits for every other fault: it hides behind the one that takes longest to get to. */
function deepestFault(
  drafts: readonly PlacedDraft[],
  direct: readonly (number | undefined)[],
): number | undefined {
  const depths = new Map<number, number>();
  const depthOf = (index: number): number => {
    const known = depths.get(index);
    if (known !== undefined) return known;
    const earlier = direct[index];
    const depth = earlier === undefined ? 0 : depthOf(earlier) + 1;
    depths.set(index, depth);
    return depth;
  };
  let best: number | undefined;
  for (const [index, { draft }] of drafts.entries()) {
    if (draft.place.stage !== 'apply') continue;
    if (best === undefined || depthOf(index) >= depthOf(best)) best = index;
  }
  return best;
}
