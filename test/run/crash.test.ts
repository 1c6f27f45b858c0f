import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNight, type NightProcess } from '../support/built-night.ts';
import { temporaryFolder } from '../support/files.ts';
import { type Night, night } from '../support/night.ts';
import type { Boundary } from '../support/steps.ts';
import {
  type Kept,
  keptIn,
  LATER,
  livesOf,
  type Story,
  type TwoNights,
  twoNights,
} from '../support/two-nights.ts';

/** What a run does outside itself, in order, where it has a message for each of two robots. */
const STEPS = [
  'put leases',
  'put runs',
  'putMany findings',
  'putMany reports',
  'put runs',
  'putMany deliveries',
  'put digests',
  'putMany findings',
  'put digests',
  'put leases',
  'put deliveries',
  'send ops',
  'put deliveries',
  'put deliveries',
  'send zh',
  'put deliveries',
  'put leases',
  'put leases',
];

const folder = temporaryFolder();
const two = pLimit(2);
let nights: TwoNights;
let start: (night: Night) => NightProcess;
/** Undisturbed: after the first night, and after both. */
let first: Story;
let both: Story;

beforeAll(async () => {
  const built = join(folder, 'built');
  mkdirSync(built);
  start = buildNight(built);
  nights = await twoNights(folder);
  first = nights.story();
  await night(first.night(1));
  both = first.copy();
  await night(both.night(2));
});
afterAll(() => nights.close());

/**
 * After a step is before the next one, as nothing but steps changes anything. By name; a step has the number that it has in
 * the list.
 */
const boundaries = STEPS.flatMap((name, index): [string, Boundary][] =>
  (['before', 'within', 'after'] as const)
    .filter((when) => when !== 'within' || /^putMany (findings|deliveries)/.test(name))
    .filter((when) => when !== 'after' || name.startsWith('send') || index === STEPS.length - 1)
    .map((when) => [`${when} step ${index}, ${name},`, { index, when }]),
);
/** Of the first night: before and after its digest counts, while findings are marked, and around a sending. */
const ofFirst = boundaries.filter(([, { index }]) => [6, 7, 8, 11].includes(index));

/** The robot that gets a message twice: the process died after the sending, and before the note of it. */
function twice({ index, when }: Boundary): string | undefined {
  const sending = STEPS[when === 'after' ? index : index - 1];
  return when !== 'within' && sending?.startsWith('send') ? sending.split(' ')[1] : undefined;
}

/** The messages of an undisturbed night, and the one that arrives twice. */
function messages(expected: readonly string[], robot: string | undefined): readonly string[] {
  const again = expected.filter((text) => text.startsWith(`${robot}: `));
  return [...expected, ...again].sort();
}

function expectConsistent(kept: Kept): void {
  const closed = kept.runs.filter(({ status }) => status === 'closed').map(({ run }) => run);
  const digested = new Set(kept.digests.map(({ run }) => run));

  expect(kept.runs.at(-1)?.status).toBe('closed');
  expect(closed).toEqual(expect.arrayContaining([...digested]));
  expect(kept.digests.filter(({ settled }) => !settled)).toEqual([]);
  for (const { run, status, attempts } of kept.deliveries) {
    // Those of a run that died before its digest's row are as if they had not been written.
    expect(status).toBe(digested.has(run) ? 'sent' : 'pending');
    if (!digested.has(run)) expect(attempts).toBe(0);
  }
}

/** Seen once more at most: by the run that was killed. */
function expectSightings(kept: Kept, undisturbed: Kept): void {
  for (const [index, { sightings }] of kept.findings.entries()) {
    const usual = undisturbed.findings[index]?.sightings ?? 0;
    expect([usual, usual + 1]).toContain(sightings);
  }
}

describe('an undisturbed night', () => {
  it.each([1, 2] as const)('takes the steps that are tried here (night %i)', async (which) => {
    const story = which === 1 ? nights.story() : first.copy();

    const run = start(story.night(which));
    await run.ended;

    expect(run.end()).toBe('done');
    expect(run.steps()).toEqual(STEPS);
    expect(story.arrived()).toHaveLength(2);
    expectConsistent(await keptIn(story.store));
  });
});

describe('a process that is killed on the first night', () => {
  it.concurrent.each(ofFirst)('%s loses nothing', (_, boundary) =>
    two(async () => {
      const story = nights.story();
      const killed = start(story.night(1, 0, { ...boundary, signal: 'SIGKILL' }));
      expect((await killed.ended).signal).toBe('SIGKILL');

      const rerun = await night(story.night(1, LATER));
      const told = story.arrived();
      await night(story.night(2, LATER));

      expect(rerun.kind).toBe('done');
      expect([...told].sort()).toEqual(messages(first.arrived(), twice(boundary)));
      expect(story.arrived().slice(told.length).sort()).toEqual(messages(both.arrived(), undefined));
      const [kept, undisturbed] = await Promise.all([story, both].map(({ store }) => keptIn(store)));
      expectConsistent(kept as Kept);
      expect(livesOf(kept as Kept)).toEqual(livesOf(undisturbed as Kept));
      expectSightings(kept as Kept, undisturbed as Kept);
    }),
  );
});

describe('a process that is killed on the second night', () => {
  it.concurrent.each(boundaries)('%s loses nothing', (_, boundary) =>
    two(async () => {
      const story = first.copy();
      const killed = start(story.night(2, 0, { ...boundary, signal: 'SIGKILL' }));
      expect((await killed.ended).signal).toBe('SIGKILL');

      const rerun = await night(story.night(2, LATER));

      expect(rerun.kind).toBe('done');
      expect([...story.arrived()].sort()).toEqual(messages(both.arrived(), twice(boundary)));
      const [kept, undisturbed] = await Promise.all([story, both].map(({ store }) => keptIn(store)));
      expectConsistent(kept as Kept);
      expect(livesOf(kept as Kept)).toEqual(livesOf(undisturbed as Kept));
      expectSightings(kept as Kept, undisturbed as Kept);
    }),
  );
});
