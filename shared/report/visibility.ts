import type { Draft, Effect } from '../rules/rule.ts';

/** A draft with the rule it comes from and what it means for the upgrade. */
export interface PlacedDraft {
  readonly draft: Draft;
  readonly effect: Effect;
}

const ENDING_STAGES = ['build', 'read', 'find', 'tie'] as const;

/**
 * For each draft of one Service, the index of the one it hides behind: the last fault in CCM's order that keeps
 * the reconcile from getting to it. Undefined: nothing hides it. Faults hide even where the check itself has no
 * word for them (an unreadable annotation hides everything).
 */
export function hidingPlaces(drafts: readonly PlacedDraft[]): (number | undefined)[] {
  const predecessors = drafts.map((_, index) => directPredecessor(drafts, index));
  const depthOf = (index: number): number => {
    const before = predecessors[index];
    return before === undefined ? 0 : depthOf(before) + 1;
  };
  return drafts.map(({ draft }, index) => {
    const direct = predecessors[index];
    if (draft.place.stage !== 'clean-up' || isOf(drafts[direct ?? -1], 'clean-up')) return direct;
    return deepest(drafts, depthOf) ?? direct;
  });
}

function isOf(placed: PlacedDraft | undefined, stage: Draft['place']['stage']): boolean {
  return placed?.draft.place.stage === stage;
}

function directPredecessor(drafts: readonly PlacedDraft[], index: number): number | undefined {
  const place = drafts[index]?.draft.place;
  if (!place || place.stage === 'apart') return undefined;
  return (
    inLane(drafts, place.lane, place.step) ??
    inLane(drafts, place.waitsFor, 2) ??
    blocker(drafts, place.stage)
  );
}

/** The last draft of a lane before a step. */
function inLane(drafts: readonly PlacedDraft[], lane: string | undefined, step = 0): number | undefined {
  if (lane === undefined) return undefined;
  let best: number | undefined;
  let bestStep = -1;
  for (const [index, { draft }] of drafts.entries()) {
    const other = draft.place.step ?? 0;
    if (draft.place.lane === lane && other < step && other >= bestStep) {
      best = index;
      bestStep = other;
    }
  }
  return best;
}

/** The last fault of the latest stage that ended the reconcile before this one. */
function blocker(drafts: readonly PlacedDraft[], stage: Draft['place']['stage']): number | undefined {
  const limit = ENDING_STAGES.indexOf(stage as (typeof ENDING_STAGES)[number]);
  const before = limit === -1 ? ENDING_STAGES : ENDING_STAGES.slice(0, limit);
  for (const earlier of before.toReversed()) {
    const index = drafts.findLastIndex((placed) => isOf(placed, earlier));
    if (index !== -1) return index;
  }
  return undefined;
}

/** The clean-up waits for every other fault: it hides behind the one that takes longest to get to. */
function deepest(drafts: readonly PlacedDraft[], depthOf: (index: number) => number): number | undefined {
  let best: number | undefined;
  for (const [index, placed] of drafts.entries()) {
    if (!isOf(placed, 'apply')) continue;
    if (best === undefined || depthOf(index) >= depthOf(best)) best = index;
  }
  return best;
}
