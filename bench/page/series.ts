import { CALLS_OF_DRY_RUN } from '../live/main.ts';
import { type BenchRun, MOST_RESIDENT } from '../run.ts';
import type { ScalingPoint } from '../scaling/measure.ts';

/** A point of a panel; x is the number of Services. */
export interface Dot {
  readonly x: number;
  readonly y: number;
}

/** What is drawn in one way: measured figures as a curve, single ones as dots, what is wanted as a dashed line. */
export interface Series {
  readonly label: string;
  readonly look: 'curve' | 'dots' | 'wanted';
  /** One of a few colours, the same for the same thing in all panels. */
  readonly colour: 'live' | 'file' | 'computed' | 'wanted';
  readonly dots: readonly Dot[];
}

/** One of the small charts beside each other. */
export interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
}

/** What the chart of a run shows: time, calls and memory against the number of Services. */
export function panelsOf({ curve, largeRegion }: BenchRun['scaling']): readonly Panel[] {
  const along = (figure: (point: ScalingPoint) => number): readonly Dot[] =>
    curve.map((point) => ({ x: point.services, y: figure(point) }));
  const large = (figure: (point: ScalingPoint) => number): readonly Dot[] => [
    { x: largeRegion.services, y: figure(largeRegion) },
  ];
  const everywhere = curve.map(({ services }) => services);
  return [
    {
      title: 'Time (seconds)',
      series: [
        { label: 'live, no limits', look: 'curve', colour: 'live', dots: along(({ live }) => live.seconds) },
        {
          label: 'live, default limits (computed)',
          look: 'curve',
          colour: 'computed',
          dots: along(({ live }) => live.secondsByDefault),
        },
        {
          label: 'the same, 20,000 in one region',
          look: 'dots',
          colour: 'computed',
          dots: large(({ live }) => live.secondsByDefault),
        },
        { label: 'file, audit alone', look: 'curve', colour: 'file', dots: along(({ file }) => file.audit) },
      ],
    },
    {
      title: 'SLB calls',
      series: [
        { label: 'live scan', look: 'curve', colour: 'live', dots: along(({ live }) => live.slbCalls) },
        {
          label: 'at most, by the design',
          look: 'wanted',
          colour: 'wanted',
          dots: along(({ live }) => live.mostSlbCalls),
        },
        {
          label: 'CCM’s own dry run, 1,000 Services',
          look: 'dots',
          colour: 'computed',
          dots: [{ x: 1_000, y: CALLS_OF_DRY_RUN }],
        },
      ],
    },
    {
      title: 'Peak memory (MB resident)',
      series: [
        { label: 'live', look: 'curve', colour: 'live', dots: along(({ live }) => live.memory) },
        {
          label: 'live, 20,000 in one region',
          look: 'dots',
          colour: 'live',
          dots: large(({ live }) => live.memory),
        },
        { label: 'file', look: 'curve', colour: 'file', dots: along(({ file }) => file.memory) },
        {
          label: `at most ${MOST_RESIDENT} MB for 20,000 in one region`,
          look: 'wanted',
          colour: 'wanted',
          dots: [Math.min(...everywhere), largeRegion.services].map((x) => ({ x, y: MOST_RESIDENT })),
        },
      ],
    },
  ];
}
