import { EFFECTS, type Effect } from '../rules/rule.ts';
import type { FindingRecord, StoredFinding, Transition } from './record.ts';

/** The run that looks at findings. */
export interface Look {
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
}

/** So many steps of a finding's life are kept. */
const MOST_STEPS = 50;
/** An orphan may be an SLB whose Service was being made or deleted: only the second sighting counts. */
const SIGHTINGS_OF_ORPHAN = 2;

/**
 * What is known of a finding after a run saw it. Looking twice in one run changes nothing, so that a repeated run is
 * harmless.
 */
export function seen(before: FindingRecord | undefined, finding: StoredFinding, look: Look): FindingRecord {
  const { run, at } = look;
  if (!before) {
    return {
      finding,
      status: 'open',
      firstSeen: at,
      lastSeen: at,
      sightings: 1,
      history: [{ kind: 'opened', at, run }],
    };
  }
  const { resolvedAt: _, ...rest } = withoutForgotten(before, finding);
  const known = {
    ...rest,
    ...(rest.told && { told: { ...rest.told, effect: milder(rest.told.effect, finding.effect) } }),
  };
  if (before.status === 'resolved') {
    const history = added(before.history, { kind: 'reopened', at, run });
    return { ...known, finding, status: 'open', firstSeen: at, lastSeen: at, sightings: 1, history };
  }
  const step = stepOf(before.finding, finding);
  return {
    ...known,
    finding,
    lastSeen: at,
    sightings: before.lastSeen === at ? before.sightings : before.sightings + 1,
    history: step ? added(before.history, { kind: step, at, run }) : before.history,
  };
}

/** What was told before a suppression counts no more when that ends: the finding is news again. */
function withoutForgotten(before: FindingRecord, finding: StoredFinding): FindingRecord {
  if (!before.finding.suppressed || finding.suppressed) return before;
  const { told: _, ...rest } = before;
  return rest;
}

/** What is known of a finding after a run that could have seen it did not. */
export function missed(before: FindingRecord, { run, at }: Look): FindingRecord {
  if (before.status === 'resolved') return before;
  const history = added(before.history, { kind: 'resolved', at, run });
  return { ...before, status: 'resolved', resolvedAt: at, history };
}

function stepOf(before: StoredFinding, now: StoredFinding): 'worse' | 'changed' | undefined {
  if (isGraver(now.effect, before.effect)) return 'worse';
  const values = ({ effect, visibility, changes, texts }: StoredFinding) =>
    JSON.stringify([effect, visibility, changes, texts.en.message]);
  return values(before) === values(now) ? undefined : 'changed';
}

function isGraver(effect: Effect, than: Effect): boolean {
  return EFFECTS.indexOf(effect) < EFFECTS.indexOf(than);
}

/** What became milder without a word is news when it gets worse again. */
function milder(one: Effect, other: Effect): Effect {
  return isGraver(one, other) ? other : one;
}

function added(history: readonly Transition[], step: Transition): readonly Transition[] {
  return [...history, step].slice(-MOST_STEPS);
}

/** Something people have to be told of a finding. */
export type News = 'new' | 'reopened' | 'worse' | 'resolved';

/**
 * What people do not know yet of a finding: nothing of an unconfirmed one, of an orphan seen only once, or of the end of
 * something they never heard of.
 */
export function newsOf(record: FindingRecord): News | undefined {
  const { finding, status, told, sightings } = record;
  if (status === 'resolved') return told?.kind === 'open' ? 'resolved' : undefined;
  if (!finding.confirmed) return undefined;
  if (finding.effect === 'orphaned' && sightings < SIGHTINGS_OF_ORPHAN) return undefined;
  if (!told) return 'new';
  if (told.kind === 'resolved') return 'reopened';
  return isGraver(finding.effect, told.effect) ? 'worse' : undefined;
}

/** The record after its news were told. */
export function told(record: FindingRecord, run: string): FindingRecord {
  const kind = record.status === 'open' ? 'open' : 'resolved';
  return { ...record, told: { kind, effect: record.finding.effect, run } };
}
