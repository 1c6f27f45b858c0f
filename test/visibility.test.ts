import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidingPlaces, type PlacedDraft } from '../shared/report/visibility.ts';
import { groupLane } from '../shared/rules/group-lane.ts';
import { both, type Place } from '../shared/rules/rule.ts';

function placed(place: Place): PlacedDraft {
  return { draft: { place, message: both('-', '-'), fixes: [] }, effect: 'fails-check' };
}

/** What each of some named faults hides behind, by name. */
function hiding(places: Readonly<Record<string, Place>>): Record<string, string | undefined> {
  const names = Object.keys(places);
  const behind = hidingPlaces(Object.values(places).map(placed));
  return Object.fromEntries(names.map((name, index) => [name, names[behind[index] ?? -1]]));
}

const BUILD: Place = { stage: 'build' };
const READ: Place = { stage: 'read' };
const FIND: Place = { stage: 'find' };
const TIE: Place = { stage: 'tie' };
const APPLY: Place = { stage: 'apply' };
const APART: Place = { stage: 'apart' };
const GROUP = groupLane('k8s/30080/web/prod/c1');

function listener(step: number, port = 80): Place {
  return { stage: 'apply', lane: `listener ${port}`, step };
}

function group(step: number): Place {
  return { stage: 'apply', lane: GROUP, step };
}

function cleanUp(step: number): Place {
  return { stage: 'clean-up', lane: 'clean-up', step };
}

const NOBODY = undefined;

describe('what hides behind what', () => {
  it.each<[string, Record<string, Place>, Record<string, string | undefined>]>([
    ['nothing is nothing', {}, {}],
    ['a fault by itself is seen', { one: APPLY }, { one: NOBODY }],
    ['faults side by side are all seen', { one: APPLY, two: APPLY }, { one: NOBODY, two: NOBODY }],
    [
      'an annotation that cannot be read hides every later stage',
      { build: BUILD, read: READ, find: FIND, tie: TIE, apply: APPLY, cleanUp: cleanUp(0) },
      { build: NOBODY, read: 'build', find: 'read', tie: 'find', apply: 'tie', cleanUp: 'apply' },
    ],
    ['building comes before reading', { read: READ, build: BUILD }, { read: 'build', build: NOBODY }],
    ['reading comes before finding', { find: FIND, read: READ }, { find: 'read', read: NOBODY }],
    ['finding comes before tying', { tie: TIE, find: FIND }, { tie: 'find', find: NOBODY }],
    ['a group that cannot be tied hides the rest', { tie: TIE, apply: APPLY }, { tie: NOBODY, apply: 'tie' }],
    [
      'a group that cannot be tied does not hide the creation of the SLB',
      { tie: TIE, create: FIND },
      { tie: 'create', create: NOBODY },
    ],
    [
      'two faults that end the same stage do not hide each other, and the last one hides what follows',
      { one: BUILD, two: BUILD, apply: APPLY },
      { one: NOBODY, two: NOBODY, apply: 'two' },
    ],
    [
      'the latest of several stages hides what follows',
      { apply: APPLY, build: BUILD, tie: TIE },
      { apply: 'tie', build: NOBODY, tie: 'build' },
    ],
    [
      'what the check does not look at hides nothing, and is not hidden',
      { apart: APART, build: BUILD, apply: APPLY, cleanUp: cleanUp(0) },
      { apart: NOBODY, build: NOBODY, apply: 'build', cleanUp: 'apply' },
    ],
    [
      'the steps of one listener come one after the other, in whatever order they are told',
      { update: listener(7), start: listener(1), extensions: listener(5) },
      { update: 'extensions', start: NOBODY, extensions: 'start' },
    ],
    [
      'listeners do not wait for each other',
      { start: listener(1), update: listener(7, 443) },
      { start: NOBODY, update: NOBODY },
    ],
    [
      'faults of one step stand side by side, and the last one hides the next step',
      { create: listener(5), remove: listener(5), update: listener(7) },
      { create: NOBODY, remove: NOBODY, update: 'remove' },
    ],
    [
      'a lane is hidden as a whole behind a stage that ends the reconcile',
      { build: BUILD, start: listener(1), update: listener(7) },
      { build: NOBODY, start: 'build', update: 'start' },
    ],
    [
      'a listener waits for the creation of its group',
      { update: { ...listener(7), waitsFor: GROUP }, create: group(1) },
      { update: 'create', create: NOBODY },
    ],
    [
      'a listener does not wait for the backends of its group',
      { update: { ...listener(7), waitsFor: GROUP }, add: group(2) },
      { update: NOBODY, add: NOBODY },
    ],
    [
      'a listener does not wait for the group of another one',
      { update: { ...listener(7), waitsFor: groupLane('other') }, create: group(1) },
      { update: NOBODY, create: NOBODY },
    ],
    [
      'a step waits for the step before it, and only the first one for the group',
      {
        create: group(1),
        add: group(2),
        start: { ...listener(1), waitsFor: GROUP },
        update: { ...listener(7), waitsFor: GROUP },
      },
      { create: NOBODY, add: 'create', start: 'create', update: 'start' },
    ],
    [
      'a group to be created waits for what ends the reconcile, and its listener for the group',
      { tie: TIE, create: group(1), start: { ...listener(1), waitsFor: GROUP } },
      { tie: NOBODY, create: 'tie', start: 'create' },
    ],
    ['the clean-up by itself is seen', { remove: cleanUp(1000) }, { remove: NOBODY }],
    [
      'the clean-up waits for any fault',
      { remove: cleanUp(1000), one: APPLY },
      { remove: 'one', one: NOBODY },
    ],
    [
      'the clean-up waits for the last of faults side by side',
      { one: APPLY, two: APPLY, remove: cleanUp(1000) },
      { one: NOBODY, two: NOBODY, remove: 'two' },
    ],
    [
      'the clean-up waits for the end of the longest chain',
      { start: listener(1), update: listener(7), other: APPLY, remove: cleanUp(1000) },
      { start: NOBODY, update: 'start', other: NOBODY, remove: 'update' },
    ],
    [
      'the longest chain may run over a group',
      {
        start: listener(1, 443),
        update: listener(7, 443),
        create: group(1),
        first: { ...listener(1), waitsFor: GROUP },
        second: { ...listener(7), waitsFor: GROUP },
        remove: cleanUp(1000),
      },
      {
        start: NOBODY,
        update: 'start',
        create: NOBODY,
        first: 'create',
        second: 'first',
        remove: 'second',
      },
    ],
    [
      'the clean-up waits for an annotation that cannot be read where nothing else is wrong',
      { build: BUILD, remove: cleanUp(1000) },
      { build: NOBODY, remove: 'build' },
    ],
    [
      'a group to be emptied ends the clean-up: the next one and every deletion wait',
      { deleteOne: cleanUp(1000), deleteTwo: cleanUp(1000), emptyOne: cleanUp(0), emptyTwo: cleanUp(1) },
      { deleteOne: 'emptyTwo', deleteTwo: 'emptyTwo', emptyOne: NOBODY, emptyTwo: 'emptyOne' },
    ],
    [
      'only the first of the clean-up waits for the faults before it',
      { one: APPLY, empty: cleanUp(0), remove: cleanUp(1000) },
      { one: NOBODY, empty: 'one', remove: 'empty' },
    ],
    [
      'deletions of the clean-up stand side by side',
      { one: APPLY, deleteOne: cleanUp(1000), deleteTwo: cleanUp(1000) },
      { one: NOBODY, deleteOne: 'one', deleteTwo: 'one' },
    ],
  ])('%s', (_, places, expected) => {
    const behind = hiding(places);

    expect(behind).toEqual(expected);
  });

  it('leaves at least one fault to begin with, and every chain leads to one', () => {
    const lane = fc.constantFrom('a', 'b', 'c');
    const step = fc.integer({ min: 1, max: 7 });
    const place: fc.Arbitrary<Place> = fc.oneof(
      fc.constantFrom(BUILD, READ, FIND, TIE, APPLY, APART),
      fc.record({ stage: fc.constant('apply' as const), lane, step }),
      fc.integer({ min: 1, max: 2 }).map(group),
      fc.record({
        stage: fc.constant('apply' as const),
        lane,
        step,
        waitsFor: fc.constantFrom(GROUP, groupLane('other')),
      }),
      fc.integer({ min: 0, max: 3 }).map(cleanUp),
    );
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 12 }), (places) => {
        const behind = hidingPlaces(places.map(placed));

        expect(behind).toHaveLength(places.length);
        for (const start of places.keys()) {
          let steps = 0;
          for (
            let at: number | undefined = start;
            at !== undefined && steps <= places.length;
            at = behind[at]
          )
            steps++;
          expect(steps).toBeLessThanOrEqual(places.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
