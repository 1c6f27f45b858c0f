import type { Alignment } from '../columns.ts';
import { written } from '../table.ts';
import type { ScalingPoint } from './measure.ts';

type Figure = (point: ScalingPoint) => string;

const LINES: readonly (readonly [name: string, figure: Figure])[] = [
  ['accounts × regions', ({ accounts, regions }) => `${accounts} × ${regions}`],
  ['clusters', ({ clusters }) => written(clusters)],
  ['SLBs', ({ loadBalancers }) => written(loadBalancers)],
  ['live: seconds, servers without limits', ({ live }) => written(live.seconds, 1)],
  ['live: seconds of processor time', ({ live }) => written(live.processorSeconds, 1)],
  ['live: seconds at the default limits (computed)', ({ live }) => written(live.secondsByDefault)],
  ['live: SLB calls', ({ live }) => written(live.slbCalls)],
  ['live: SLB calls, at most by the design', ({ live }) => written(live.mostSlbCalls)],
  ['live: SLB calls a Service', ({ live, services }) => written(live.slbCalls / services, 2)],
  ['live: all calls, API servers included', ({ live }) => written(live.calls)],
  ['live: peak resident MB', ({ live }) => written(live.memory)],
  ['live: recall, precision', ({ live }) => pair(live)],
  ['file: MB of JSON', ({ file }) => written(file.megabytes, 1)],
  ['file: seconds to read', ({ file }) => written(file.reading, 2)],
  ['file: seconds to audit', ({ file }) => written(file.audit, 2)],
  ['file: peak resident MB', ({ file }) => written(file.memory)],
  ['file: recall, precision', ({ file }) => pair(file)],
];

function pair({ recall, precision }: { readonly recall: number; readonly precision: number }): string {
  return `${written(recall, 3)}, ${written(precision, 3)}`;
}

/** The table of the scaling curves: a column for each fleet, its head first. */
export function scalingLines(points: readonly ScalingPoint[]): readonly (readonly string[])[] {
  return [
    ['Services', ...points.map(({ services }) => written(services))],
    ...LINES.map(([name, figure]) => [name, ...points.map(figure)]),
  ];
}

export function scalingAlignment(points: readonly ScalingPoint[]): readonly Alignment[] {
  return ['left', ...points.map(() => 'right' as const)];
}

/** All that was measured, in order of size. */
export function scalingPoints(scaling: {
  readonly curve: readonly ScalingPoint[];
  readonly largeRegion: ScalingPoint;
}): readonly ScalingPoint[] {
  return [...scaling.curve, scaling.largeRegion].sort((one, other) => one.services - other.services);
}
