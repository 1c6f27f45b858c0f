import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { build } from 'rolldown';
import { BUNDLES, bundleOptions } from '../rolldown.config.ts';
import { median } from './measure.ts';
import { mostRow, type Row } from './table.ts';

/** Of the whole folder as it is uploaded, source maps included. */
const MOST_MEGABYTES = 5;
/** Of the time in which Node starts and does nothing. */
const MOST_STARTS = 5;
const RUNS = 21;

interface Built {
  readonly name: string;
  readonly folder: string;
}

/** The rows about a function's cold start. Run from the project's folder. */
export async function coldStartRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ccm-preflight-bench-'));
  try {
    const bundles = BUNDLES.map(({ name }) => ({ name, folder: join(folder, name) }));
    for (const bundle of BUNDLES) {
      await build({ ...bundleOptions(bundle, folder), logLevel: 'silent' });
    }
    return [
      ...bundles.map((bundle) => mostRow(`MB of ${bundle.name}, zipped`, zipped(bundle), MOST_MEGABYTES, 2)),
      ...loadRows(bundles),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function zipped({ folder }: Built): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const contents = files.map((path) => [path.slice(folder.length + 1), readFileSync(path)] as const);
  return zipSync(Object.fromEntries(contents)).length / 1e6;
}

/** All in turn, again and again: what else the machine does then slows down all of them alike. */
function loadRows(bundles: readonly Built[]): Row[] {
  const scripts = ['0', ...bundles.map(({ folder }) => `require(${JSON.stringify(folder)})`)];
  const rounds = Array.from({ length: RUNS }, () => scripts.map(seconds));
  const [start = Number.NaN, ...loads] = scripts.map((_, script) =>
    median(rounds.map((round) => round[script] ?? Number.NaN)),
  );
  return bundles.map(({ name }, index) =>
    mostRow(`loading ${name}, by node -e 0`, (loads[index] ?? Number.NaN) / start, MOST_STARTS, 2),
  );
}

function seconds(script: string): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  const took = (performance.now() - begin) / 1_000;
  if (status !== 0) throw new Error(`node -e '${script}' failed: ${stderr}`);
  return took;
}
