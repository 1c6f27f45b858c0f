import { auditSnapshot, type Report } from '../shared/index.ts';
import { peakMegabytes } from '../shared/run/peak-memory.ts';
import { readJsonFile } from '../shared/sources/snapshot-file.ts';
import { type FoundFact, factOf } from './agreement.ts';

const WARM_UPS = 3;
const WARM_RUNS = 7;

/** What a process that audits a file is asked. */
export interface AuditTask {
  readonly path: string;
  /** Whether it shall also measure the engine when it is warm. */
  readonly warm?: boolean;
}

/** What one fresh process measured. Times are in seconds, memory in MB. */
export interface Measurement {
  /** Reading and parsing the file. */
  readonly reading: number;
  /** The very first audit of the process. */
  readonly first: number;
  /** Resident memory when that audit was done, the snapshot and the report still held. */
  readonly resident: number;
  /** The most that was ever resident, reading and parsing the file included. */
  readonly peak: number;
  /** Median of the warm runs; undefined when none was asked for. */
  readonly warm?: number;
  readonly services: number;
  readonly failures: number;
  readonly findings: readonly FoundFact[];
}

/**
 * Measures audits of a snapshot file, read as the command line reads it. To be honest about the first call, it must be
 * the only thing that a process does: nothing here touches the engine before the clock starts.
 */
export function measureAudit({ path, warm }: AuditTask): Measurement {
  const [reading, snapshot] = timed(() => readJsonFile(path));
  const [first, report] = timed(() => auditSnapshot(snapshot));
  const resident = process.memoryUsage().rss / 2 ** 20;
  const measured = { reading, first, resident, peak: peakMegabytes(), ...factsOf(report) };
  if (warm !== true) return measured;
  const again = (): number => timed(() => auditSnapshot(snapshot))[0];
  for (let run = 0; run < WARM_UPS; run++) again();
  return { ...measured, warm: median(Array.from({ length: WARM_RUNS }, again)) };
}

/** What of a report is sent to the parent. */
export function factsOf(report: Report): Pick<Measurement, 'services' | 'failures' | 'findings'> {
  return {
    services: report.coverage.services.compared,
    failures: report.failures.length,
    findings: report.findings.map(factOf),
  };
}

function timed<T>(work: () => T): [seconds: number, result: T] {
  const start = process.hrtime.bigint();
  const result = work();
  return [Number(process.hrtime.bigint() - start) / 1e9, result];
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
