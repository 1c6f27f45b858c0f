import { type Alignment, markdownTable } from '../columns.ts';
import type { BenchRun } from '../run.ts';
import { scalingAlignment, scalingLines, scalingPoints } from '../scaling/table.ts';
import { cellsOf, HEADINGS, verdictOf, written } from '../table.ts';

const ALIGNED: readonly Alignment[] = ['left', 'right', 'right', 'right'];

/** The measured parts of docs/performance.md, by the names in their markers. */
export function measuredParts(run: BenchRun): Readonly<Record<string, string>> {
  const points = scalingPoints(run.scaling);
  return {
    circumstances: circumstancesOf(run),
    targets: `${markdownTable([HEADINGS, ...run.rows.map(cellsOf)], ALIGNED)}\n\n${verdictOf(run.rows)}`,
    scaling: markdownTable(scalingLines(points), scalingAlignment(points)),
  };
}

function circumstancesOf({ measuredAt, machine, versions, fleet, seconds, load }: BenchRun): string {
  return [
    `- measured: ${measuredAt.slice(0, 10)}, in ${written(seconds / 60, 1)} minutes`,
    `- machine: ${machine}; load ${written(load.before, 1)} before and ${written(load.after, 1)} after, of which the bench itself makes about 2`,
    `- versions: ${versions}`,
    `- the fleet of the audits of a file: ${fleet}`,
  ].join('\n');
}
