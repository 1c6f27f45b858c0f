/** A logarithmic axis: where it begins and ends, and which values are named on it. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 5] as const;
/** Below so many powers of ten, values between them are named too. */
const FEW_DECADES = 2;

/**
 * An axis around some values, all above 0: from 1, 2 or 5 of a power of ten to another. The powers of ten are named, and
 * twos and fives where there are few powers.
 */
export function axisAround(values: readonly number[]): Axis {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const steps = stepsAround(least, most);
  const min = Math.max(...steps.filter((step) => step <= least));
  const max = Math.min(...steps.filter((step) => step >= most));
  const within = steps.filter((step) => step >= min && step <= max);
  const few = Math.log10(most / least) < FEW_DECADES;
  return { min, max, ticks: few ? within : within.filter((step) => Number.isInteger(Math.log10(step))) };
}

/** An axis that names the values themselves, with a little room on both sides. */
export function axisOf(values: readonly number[]): Axis {
  const room = 1.25;
  return { min: Math.min(...values) / room, max: Math.max(...values) * room, ticks: values };
}

/** 1, 2 and 5 of each power of ten from below the least to above the most. */
function stepsAround(least: number, most: number): readonly number[] {
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(most));
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  // As texts: 10 ** -2 times 5 is not quite 0.05.
  return powers.flatMap((power) => STEPS.map((step) => Number(`${step}e${power}`)));
}
