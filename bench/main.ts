import { parseArgs } from 'node:util';
import { columns } from './columns.ts';
import { lastRun, writePage } from './page/write-page.ts';
import { type BenchRun, wholeRun } from './run.ts';
import { scalingAlignment, scalingLines, scalingPoints } from './scaling/table.ts';
import { missedOf, plainTable, verdictOf } from './table.ts';

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    redraw: { type: 'boolean', default: false },
  },
});
const run = values.redraw ? lastRun() : await wholeRun((what) => console.error(`measuring: ${what}`));
print(run);
if (values.write || values.redraw) writePage(run);
process.exitCode = missedOf(run.rows).length > 0 ? 1 : 0;

function print({ measuredAt, machine, versions, fleet, rows, scaling }: BenchRun): void {
  const points = scalingPoints(scaling);
  console.log(`${measuredAt}\n${machine}\n${versions}\n${fleet}\n`);
  console.log(`${plainTable(rows)}\n\n${verdictOf(rows)}\n`);
  console.log(columns(scalingLines(points), scalingAlignment(points)));
}
