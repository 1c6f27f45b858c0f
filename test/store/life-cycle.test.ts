import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../shared/report/report.ts';
import { EFFECTS, type Effect } from '../../shared/rules/rule.ts';
import { missed, newsOf, seen, told } from '../../shared/store/life-cycle.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import { stored } from './support/finding.ts';

/** What happens to a finding on one night. */
type Event =
  | { readonly kind: 'seen'; readonly as: Partial<Finding> }
  | { readonly kind: 'missed' }
  | { readonly kind: 'told' };

const SEEN: Event = { kind: 'seen', as: {} };
const MISSED: Event = { kind: 'missed' };
const TOLD: Event = { kind: 'told' };

function seenAs(as: Partial<Finding>): Event {
  return { kind: 'seen', as };
}

function look(night: number) {
  return { run: `run-${night}`, at: new Date(Date.UTC(2026, 10, night + 1)).toISOString() };
}

function after(before: FindingRecord | undefined, event: Event, night: number): FindingRecord | undefined {
  if (event.kind === 'seen') return seen(before, stored(event.as), look(night));
  if (!before) return undefined;
  return event.kind === 'missed' ? missed(before, look(night)) : told(before, look(night).run);
}

/** Nights one after the other; being told is of the night before it. */
function life(...events: readonly Event[]): FindingRecord {
  let record: FindingRecord | undefined;
  let night = 0;
  for (const event of events) record = after(record, event, event.kind === 'told' ? night : ++night);
  if (!record) throw new Error('nothing was seen');
  return record;
}

describe('the life of a finding', () => {
  it.each<[string, readonly Event[], object]>([
    ['begins open', [SEEN], { status: 'open', sightings: 1, history: ['opened'] }],
    ['goes on open', [SEEN, SEEN], { status: 'open', sightings: 2, history: ['opened'] }],
    ['ends resolved', [SEEN, MISSED], { status: 'resolved', sightings: 1, history: ['opened', 'resolved'] }],
    [
      'stays resolved',
      [SEEN, MISSED, MISSED],
      { status: 'resolved', sightings: 1, history: ['opened', 'resolved'] },
    ],
    [
      'begins anew',
      [SEEN, SEEN, MISSED, SEEN],
      { status: 'open', sightings: 1, history: ['opened', 'resolved', 'reopened'] },
    ],
    [
      'may get worse',
      [seenAs({ effect: 'changes-traffic' }), SEEN],
      { status: 'open', sightings: 2, history: ['opened', 'worse'] },
    ],
    [
      'may get milder',
      [SEEN, seenAs({ effect: 'changes-traffic' })],
      { status: 'open', sightings: 2, history: ['opened', 'changed'] },
    ],
    [
      'may change its words',
      [SEEN, seenAs({ message: 'other' })],
      { status: 'open', sightings: 2, history: ['opened', 'changed'] },
    ],
    [
      'may change its values',
      [SEEN, seenAs({ changes: [] })],
      { status: 'open', sightings: 2, history: ['opened', 'changed'] },
    ],
    [
      'does not change with its cause',
      [SEEN, seenAs({ cause: 'other', confirmed: false })],
      { status: 'open', sightings: 2, history: ['opened'] },
    ],
  ])('%s', (_, events, expected) => {
    const { status, sightings, history } = life(...events);

    expect({ status, sightings, history: history.map(({ kind }) => kind) }).toEqual(expected);
  });

  it('has the times of its present opening', () => {
    const record = life(SEEN, MISSED, SEEN, SEEN);

    expect(record).toMatchObject({ firstSeen: look(3).at, lastSeen: look(4).at });
    expect(record).not.toHaveProperty('resolvedAt');
    expect(missed(record, look(5)).resolvedAt).toBe(look(5).at);
  });
});

const ORPHAN = seenAs({ effect: 'orphaned' });
const UNSURE = seenAs({ confirmed: false });
const MILD = seenAs({ effect: 'changes-traffic' });

describe('what people are told of a finding', () => {
  it.each<[string, readonly Event[], string | undefined]>([
    ['that it is new', [SEEN], 'new'],
    ['that it is new, when they could not be told at first', [SEEN, SEEN], 'new'],
    ['nothing when they know it', [SEEN, TOLD, SEEN], undefined],
    ['its end', [SEEN, TOLD, MISSED], 'resolved'],
    ['its end, when they could not be told at first', [SEEN, TOLD, MISSED, MISSED], 'resolved'],
    ['nothing of the end of what they never heard of', [SEEN, MISSED], undefined],
    ['nothing of an end they know', [SEEN, TOLD, MISSED, TOLD, MISSED], undefined],
    ['that it is back', [SEEN, TOLD, MISSED, TOLD, SEEN], 'reopened'],
    ['nothing when it is back before they heard of its end', [SEEN, TOLD, MISSED, SEEN], undefined],
    ['that it is new when it was gone before they heard of it', [SEEN, MISSED, SEEN], 'new'],
    ['that it got worse', [MILD, TOLD, SEEN], 'worse'],
    ['nothing when it got milder', [SEEN, TOLD, MILD], undefined],
    ['that it got as bad again', [SEEN, TOLD, MILD, SEEN], 'worse'],
    ['that it got as bad again, after it had come back milder', [SEEN, TOLD, MISSED, MILD, SEEN], 'worse'],
    ['nothing of what may not be so', [UNSURE, UNSURE], undefined],
    ['that it is new, once it is sure', [UNSURE, SEEN], 'new'],
    ['nothing of an orphan seen once', [ORPHAN], undefined],
    ['that an orphan is new, when it was seen twice', [ORPHAN, ORPHAN], 'new'],
    ['nothing of an orphan that was gone in between', [ORPHAN, MISSED, ORPHAN], undefined],
    ['the end of what they know and is not sure now', [SEEN, TOLD, UNSURE, MISSED], 'resolved'],
  ])('%s', (_, events, news) => {
    const record = life(...events);

    expect(newsOf(record)).toBe(news);
  });
});

const anySeen = fc.record({
  effect: fc.constantFrom<Effect>(...EFFECTS),
  confirmed: fc.boolean(),
  message: fc.constantFrom('one', 'two'),
});
const anyEvent: fc.Arbitrary<Event> = fc.oneof(anySeen.map(seenAs), fc.constant(MISSED), fc.constant(TOLD));
const anyLife = fc
  .tuple(anySeen, fc.array(anyEvent, { maxLength: 120 }))
  .map(([first, events]) => life(seenAs(first), ...events));
const LATER = 400;

it('is news again when the suppression that came after it was told has ended', () => {
  const look = (day: number) => ({ run: `run-${day}`, at: `2026-11-0${day}T00:00:00Z` });
  const suppressed = { reason: 'known', source: 'config' } as const;
  const first = told(seen(undefined, stored({ confirmed: true }), look(1)), 'run-1');

  const quiet = seen(first, stored({ confirmed: true, suppressed }), look(2));
  const ended = seen(quiet, stored({ confirmed: true }), look(3));

  expect(newsOf(first)).toBeUndefined();
  expect(newsOf(ended)).toBe('new');
  expect(newsOf(seen(ended, stored({ confirmed: true }), look(3)))).toBe('new');
});

describe('in any life', () => {
  it('who was told is owed nothing', () => {
    fc.assert(
      fc.property(anyLife, (record) => {
        expect(newsOf(told(record, 'run'))).toBeUndefined();
      }),
    );
  });

  it('nobody is told of an end who was not told of a beginning, nor of what is not sure', () => {
    fc.assert(
      fc.property(anyLife, (record) => {
        const news = newsOf(record);

        if (news === 'resolved') expect(record.told?.kind).toBe('open');
        if (news !== undefined && news !== 'resolved') expect(record.finding.confirmed).toBe(true);
      }),
    );
  });

  it('only what was missed is resolved, and has the time of it', () => {
    fc.assert(
      fc.property(anyLife, (record) => {
        expect(record.status === 'resolved').toBe(record.history.at(-1)?.kind === 'resolved');
        expect(record.resolvedAt !== undefined).toBe(record.status === 'resolved');
      }),
    );
  });

  it('openings and ends take turns, and the history is bounded', () => {
    fc.assert(
      fc.property(anyLife, ({ history }) => {
        const turns = history.map(({ kind }) => kind).filter((kind) => !['worse', 'changed'].includes(kind));

        expect(history.length).toBeLessThanOrEqual(50);
        expect(
          turns.every(
            (kind, index) => index === 0 || (kind === 'resolved') !== (turns[index - 1] === 'resolved'),
          ),
        ).toBe(true);
      }),
    );
  });

  it('the same look twice is as good as once', () => {
    fc.assert(
      fc.property(anyLife, anySeen, (record, as) => {
        const once = seen(record, stored(as), look(LATER));
        const gone = missed(record, look(LATER));

        expect(seen(once, stored(as), look(LATER))).toEqual(once);
        expect(missed(gone, look(LATER))).toEqual(gone);
      }),
    );
  });

  it('nothing is changed in place', () => {
    fc.assert(
      fc.property(anyLife, anySeen, (record, as) => {
        const before = structuredClone(record);

        seen(record, stored(as), look(LATER));
        missed(record, look(LATER));
        told(record, 'run');

        expect(record).toEqual(before);
      }),
    );
  });
});
