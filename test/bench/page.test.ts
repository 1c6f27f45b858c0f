import { readFileSync } from 'node:fs';
import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { axisAround, axisOf } from '../../bench/page/axis.ts';
import { drawScaling } from '../../bench/page/chart.ts';
import { withMeasured } from '../../bench/page/markers.ts';
import { measuredParts } from '../../bench/page/parts.ts';
import { lastRun } from '../../bench/page/write-page.ts';

const PAGE = 'Before.\n<!-- measured: speed -->\nold\n<!-- end of speed -->\nAfter.\n';

describe('the measured parts of a page', () => {
  it('are put between their markers, again and again, and all else stays', () => {
    const once = withMeasured(PAGE, { speed: 'new' });
    const twice = withMeasured(once, { speed: 'newer, with $& in it' });

    expect(once).toBe('Before.\n<!-- measured: speed -->\nnew\n<!-- end of speed -->\nAfter.\n');
    expect(twice).toBe(
      'Before.\n<!-- measured: speed -->\nnewer, with $& in it\n<!-- end of speed -->\nAfter.\n',
    );
  });

  it.each([
    ['there are no markers', 'Before.\n'],
    ['it does not end', PAGE.replace('<!-- end of speed -->', '')],
    ['it ends before it begins', '<!-- end of speed -->\n<!-- measured: speed -->\n'],
    ['it is there twice', PAGE + PAGE],
  ])('are refused where %s', (_, page) => {
    expect(() => withMeasured(page, { speed: 'new' })).toThrow('<!-- measured: speed -->');
  });
});

describe('docs/performance.md', () => {
  it('has the figures of the run that is kept beside it', () => {
    const page = readFileSync('docs/performance.md', 'utf8');

    expect(withMeasured(page, measuredParts(lastRun()))).toBe(page);
  });
});

describe('the chart', () => {
  it('is a picture of the run: of its own size, and another one for other figures', async () => {
    const { scaling } = lastRun();
    const slower = scaling.curve.map((point) => ({
      ...point,
      live: { ...point.live, seconds: point.live.seconds * 3 },
    }));

    const picture = drawScaling(scaling);
    const other = drawScaling({ ...scaling, curve: slower });

    const { width, height } = await loadImage(picture);
    const kept = await loadImage('docs/performance.png');
    expect([width, height]).toEqual([kept.width, kept.height]);
    expect(drawScaling(scaling).equals(picture)).toBe(true);
    expect(other.equals(picture)).toBe(false);
  });

  it.each<[string, readonly number[], ReturnType<typeof axisAround>]>([
    ['few powers of ten', [71, 952], { min: 50, max: 1_000, ticks: [50, 100, 200, 500, 1_000] }],
    ['many', [0.03, 1_532], { min: 0.02, max: 2_000, ticks: [0.1, 1, 10, 100, 1_000] }],
    ['bounds among the values', [100, 50_000], { min: 100, max: 50_000, ticks: [100, 1_000, 10_000] }],
  ])('has an axis around its values that names powers of ten: %s', (_, values, axis) => {
    expect(axisAround(values)).toEqual(axis);
  });

  it('has an axis of sizes that names just these, with room beside them', () => {
    const { min, max, ticks } = axisOf([100, 1_000]);

    expect(ticks).toEqual([100, 1_000]);
    expect(min).toBeLessThan(100);
    expect(max).toBeGreaterThan(1_000);
  });
});
