import { expect, it } from 'vitest';
import { peakMegabytes } from '../../shared/run/peak-memory.ts';

it('the peak of memory is no less than what is resident, and grows with what is held', () => {
  const resident = process.memoryUsage().rss / 2 ** 20;
  const before = peakMegabytes();

  const held = Buffer.alloc((before - resident + 100) * 2 ** 20, 1);

  expect(before).toBeGreaterThanOrEqual(resident * 0.99);
  expect(peakMegabytes()).toBeGreaterThan(before + 50);
  expect(held.at(-1)).toBe(1);
});
