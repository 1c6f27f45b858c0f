import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import pLimit from 'p-limit';
import { live, type Told } from './story.ts';
import { failureOf, summaryOf } from './summary.ts';

const { seeds, from, atOnce, plot } = new Command('chaos')
  .description(
    'Lives through nights in which everything goes wrong, one story a seed, and tells what was untrue.',
  )
  .option('--seeds <count>', 'how many stories', number, 1_000)
  .option('--from <seed>', 'the first seed', number, 1)
  .option('--at-once <count>', 'stories at once', number, 8)
  .option('--plot', 'print what each seed decides')
  .parse()
  .opts<{ seeds: number; from: number; atOnce: number; plot?: boolean }>();

const folder = mkdtempSync(join(tmpdir(), 'ccm-preflight-chaos-'));
const limit = pLimit(atOnce);
const told = await Promise.all(
  Array.from({ length: seeds }, (_, index) =>
    limit(async (): Promise<Told> => {
      const one = await live(from + index, folder);
      if (plot) console.log(JSON.stringify(one.plot, null, 2));
      if (one.complaints.length > 0) console.error(failureOf(one));
      return one;
    }),
  ),
);
rmSync(folder, { recursive: true, force: true });
console.log(summaryOf(told));
process.exitCode = told.some(({ complaints }) => complaints.length > 0) ? 1 : 0;

function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('must be a whole number');
  return Number(text);
}
