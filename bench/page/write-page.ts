import { readFileSync, writeFileSync } from 'node:fs';
import type { BenchRun } from '../run.ts';
import { drawScaling } from './chart.ts';
import { withMeasured } from './markers.ts';
import { measuredParts } from './parts.ts';

/** From the project's folder, where the bench is run. */
const RUN = 'docs/performance.json';
const PAGE = 'docs/performance.md';
const CHART = 'docs/performance.png';

/** The run that the page was last written from. */
export function lastRun(): BenchRun {
  return JSON.parse(readFileSync(RUN, 'utf8')) as BenchRun;
}

/** Keeps a run, and writes page and chart from it. What people wrote on the page stays. */
export function writePage(run: BenchRun): void {
  const page = withMeasured(readFileSync(PAGE, 'utf8'), measuredParts(run));
  const chart = drawScaling(run.scaling);
  writeFileSync(RUN, `${JSON.stringify(run, null, 2)}\n`);
  writeFileSync(PAGE, page);
  writeFileSync(CHART, chart);
}
