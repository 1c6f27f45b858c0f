import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runName } from '../../shared/store/run.ts';

it('the name of a run says when it began', () => {
  expect(runName(new Date('2026-11-23T02:00:00.042Z'), '1a2b3c')).toBe('20261123T020000Z-042-1a2b3c');
});

it('names of runs sort by time, also within a second', () => {
  const anyTime = fc.date({
    min: new Date('2026-11-23T02:00:00Z'),
    max: new Date('2026-11-23T02:00:05Z'),
    noInvalidDate: true,
  });
  const anyRandom = fc.stringMatching(/^[0-9a-f]{6}$/);

  fc.assert(
    fc.property(anyTime, anyRandom, anyTime, anyRandom, (one, random, other, otherRandom) => {
      fc.pre(one.getTime() < other.getTime());

      expect(runName(one, random) < runName(other, otherRandom)).toBe(true);
    }),
  );
});
