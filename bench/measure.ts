import { readFileSync } from 'node:fs';
import { auditSnapshot } from '../shared/index.ts';

const WARM_UPS = 3;
const WARM_RUNS = 7;
const MEGABYTE = 1024 * 1024;

/** What one fresh process measured. Times are in seconds, memory in MB. */
export interface Measurement {
  /** The very first audit of the process. */
  readonly first: number;
  /** Resident memory when that audit was done, the snapshot and the report still held. */
  readonly resident: number;
  /** The most that was ever resident, reading and parsing the file included. */
  readonly peak: number;
  /** Median of the warm runs; undefined when none was asked for. */
  readonly warm?: number;
}

/**
 * Measures audits of the snapshot in a JSON file. To be honest about the first call, it must be the only thing that a
 * process does: nothing here touches the engine before the clock starts.
 */
export function measure(path: string, alsoWarm: boolean): Measurement {
  const snapshot: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const first = timed(() => auditSnapshot(snapshot));
  const resident = process.memoryUsage().rss / MEGABYTE;
  const peak = (process.resourceUsage().maxRSS * 1024) / MEGABYTE;
  if (!alsoWarm) return { first, resident, peak };
  for (let run = 0; run < WARM_UPS; run++) auditSnapshot(snapshot);
  const warm = median(Array.from({ length: WARM_RUNS }, () => timed(() => auditSnapshot(snapshot))));
  return { first, resident, peak, warm };
}

function timed(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
