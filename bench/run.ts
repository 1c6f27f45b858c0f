import { auditRows } from './audit.ts';
import { coldStartRows } from './cold-start.ts';
import { liveRows } from './live/main.ts';
import { type Circumstances, circumstances, loadNow } from './machine.ts';
import { recordingRows } from './recordings.ts';
import { LARGE_REGION, SCALED_FLEETS } from './scaling/fleets.ts';
import { measureScaling, type ScalingPoint } from './scaling/measure.ts';
import { storeRows } from './store.ts';
import { mostRow, type Row, written } from './table.ts';

/** Everything that one run of the bench measured. */
export interface BenchRun extends Circumstances {
  /** What the audits of a file were of. */
  readonly fleet: string;
  readonly rows: readonly Row[];
  readonly scaling: {
    /** In order of size. */
    readonly curve: readonly ScalingPoint[];
    readonly largeRegion: ScalingPoint;
  };
  /** How long the run took. */
  readonly seconds: number;
  /** Of the machine, before and after: the bench alone makes one of about 2. */
  readonly load: { readonly before: number; readonly after: number };
}

/** MB that may be resident while a region with 20,000 Services is scanned. */
export const MOST_RESIDENT = 512;

/** Measures everything, one thing after the other; `tell` hears what comes next. */
export async function wholeRun(tell: (what: string) => void): Promise<BenchRun> {
  const start = performance.now();
  const began = circumstances();
  const before = loadNow();
  tell('recordings');
  const recordings = recordingRows();
  tell('audits of a file');
  const audits = await auditRows();
  tell('cold starts');
  const coldStart = await coldStartRows();
  tell('the store');
  const store = await storeRows();
  tell('live scans');
  const live = await liveRows();
  tell(`${written(LARGE_REGION.services)} Services of one region`);
  const largeRegion = await measureScaling(LARGE_REGION);
  const curve: ScalingPoint[] = [];
  for (const fleet of SCALED_FLEETS) {
    tell(`${written(fleet.services)} Services`);
    curve.push(await measureScaling(fleet));
  }
  return {
    ...began,
    fleet: audits.fleet,
    rows: [...recordings, ...live, ...audits.rows, memoryRow(largeRegion), ...coldStart, ...store],
    scaling: { curve, largeRegion },
    seconds: (performance.now() - start) / 1000,
    load: { before, after: loadNow() },
  };
}

function memoryRow({ services, live }: ScalingPoint): Row {
  return mostRow(
    `peak resident MB, ${written(services)} Services of one region, live`,
    live.memory,
    MOST_RESIDENT,
  );
}
