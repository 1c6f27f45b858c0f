import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/files.ts';
import { ANSWER_FAULTS, ROBOT_FAULTS, STORE_FAULTS } from './plot.ts';
import { live, type Told } from './story.ts';
import { failureOf, summaryOf } from './summary.ts';

/** More of them, or one again: `npm run chaos -- --help`. */
const SEEDS = Array.from({ length: 240 }, (_, index) => index + 1);
/** Most of the time a story waits: for an answer that does not come, or before it tries again. */
const AT_ONCE = 120;
const LONGEST = 12 * 60_000;

describe('nights in which anything goes wrong lose, invent and call nothing what it is not', () => {
  const folder = temporaryFolder();
  const stories = new Map<number, Promise<Told>>();
  beforeAll(() => {
    const limit = pLimit(AT_ONCE);
    for (const seed of SEEDS) {
      const story = limit(() => live(seed, folder));
      // The test of the seed tells of it.
      story.catch(() => undefined);
      stories.set(seed, story);
    }
  });
  afterAll(async () => {
    const told = await Promise.allSettled(stories.values());
    console.log(summaryOf(told.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))));
  });

  it.each(SEEDS)(
    'seed %i',
    async (seed) => {
      const told = await stories.get(seed);

      expect(told && told.complaints.length > 0 ? failureOf(told) : '').toBe('');
    },
    LONGEST,
  );

  it(
    'every kind of trouble has struck in some story',
    async () => {
      const told = await Promise.all(stories.values());

      const struck = new Set(told.flatMap((one) => Object.keys(one.struck)));
      const wanted = [
        ...ANSWER_FAULTS.flatMap((what) => [`cloud ${what}`, `kubernetes ${what}`]),
        ...STORE_FAULTS.map((what) => `tablestore ${what}`),
        ...ROBOT_FAULTS.map((what) => `robot ${what}`),
        ...['keys expired', 'tokens expired', 'pages expired'],
        ...['process killed', 'disk full', 'clock jumped', 'company came'],
      ];
      expect(wanted.filter((kind) => !struck.has(kind))).toEqual([]);
    },
    LONGEST,
  );
});
