import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from '../../shared/store/store-error.ts';
import { temporaryFolder } from '../support/files.ts';
import { night } from '../support/night.ts';
import type { Boundary, Step, When } from '../support/steps.ts';
import { keptIn, LATER, livesOf, type Story, type TwoNights, twoNights } from '../support/two-nights.ts';

const folder = temporaryFolder();
let nights: TwoNights;
let first: Story;

beforeAll(async () => {
  nights = await twoNights(folder);
  first = nights.story();
  await night(first.night(1));
});
afterAll(() => nights.close());

/** A store that does not answer, from a step on or at that step alone. Messages are sent all the same. */
function outage(from: Boundary, lasts: 'once' | 'for good') {
  const done: string[] = [];
  let isDown = false;
  function at({ index, name }: Step, when: When): void {
    // An error after the write: it was done, and nobody was told so.
    if (when === 'after') done.push(name);
    const begins = index === from.index && when === from.when;
    isDown = begins || (isDown && lasts === 'for good');
    if (isDown && !name.startsWith('send')) {
      throw new StoreError('unavailable', 'The store does not answer.');
    }
  }
  return { at, done };
}

/** Of a run that was troubled: how it ended. */
async function endOf(run: ReturnType<typeof night>): Promise<string> {
  return run.then(
    ({ kind }) => kind,
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

const NO_ANSWER = 'StoreError: The store does not answer.';

describe('a store that fails one write of a run', () => {
  it.each([
    ['lease', 0, NO_ANSWER],
    ['run', 1, NO_ANSWER],
    ['findings', 2, NO_ANSWER],
    ['report', 3, NO_ANSWER],
    ["run's end", 4, NO_ANSWER],
    ['messages', 5, NO_ANSWER],
    ['digest', 6, NO_ANSWER],
    ['marking of findings', 7, NO_ANSWER],
    ["digest's end", 8, NO_ANSWER],
    ["senders' lease", 9, NO_ANSWER],
    ['message before it is sent', 10, NO_ANSWER],
    ["senders' lease, given back", 16, 'done'],
    ['lease, given back', 17, 'done'],
  ])('the %s: it says so, and the next run makes it good', async (_, index, end) => {
    const story = nights.story();

    const troubled = await endOf(night(story.night(1), outage({ index, when: 'before' }, 'once').at));
    const next = await endOf(night(story.night(1, index > 9 ? LATER : 0)));

    expect([troubled, next]).toEqual([end, 'done']);
    expect([...story.arrived()].sort()).toEqual([...first.arrived()].sort());
    expect(livesOf(await keptIn(story.store))).toEqual(livesOf(await keptIn(first.store)));
  });

  it('the note that a message was sent: that one alone is sent again', async () => {
    const story = nights.story();

    const troubled = await endOf(night(story.night(1), outage({ index: 12, when: 'before' }, 'once').at));
    const next = await endOf(night(story.night(1)));

    const [ops = '', zh = ''] = first.arrived();
    expect([troubled, next]).toEqual([NO_ANSWER, 'done']);
    expect(story.arrived()).toEqual([ops, ops, zh]);
  });
});

describe('stores that fail for good, night after night', () => {
  it('lose nothing, and send again only what they could not note', async () => {
    const boundary = fc.record({
      index: fc.integer({ min: 0, max: 17 }),
      when: fc.constantFrom<When>('before', 'within', 'after'),
    });
    const property = fc.asyncProperty(fc.array(boundary, { minLength: 2, maxLength: 4 }), async (outages) => {
      const story = nights.story();
      const again: string[] = [];
      let ahead = 0;
      for (const one of outages) {
        const { at, done } = outage(one, 'for good');
        if ((await endOf(night(story.night(1, ahead), at))) !== 'done') {
          const [kind, robot] = done.at(-1)?.split(' ') ?? [];
          if (kind === 'send') again.push(...first.arrived().filter((text) => text.startsWith(`${robot}: `)));
        }
        ahead += LATER;
      }

      const last = await endOf(night(story.night(1, ahead)));

      expect(last).toBe('done');
      expect([...story.arrived()].sort()).toEqual([...first.arrived(), ...again].sort());
      expect(livesOf(await keptIn(story.store))).toEqual(livesOf(await keptIn(first.store)));
    });

    await fc.assert(property, { numRuns: 15 });
  });
});
