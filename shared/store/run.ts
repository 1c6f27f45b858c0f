import type { ClusterReport, Coverage, Report } from '../report/report.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { Row, RowStore } from './rows.ts';

/** A run as the store keeps it. Times are ISO 8601. */
export interface RunRecord {
  readonly run: string;
  readonly status: 'running' | 'closed';
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly targetCcmVersion: string;
  /** These are there when it is closed. */
  readonly coverage?: Coverage;
  readonly clusters?: readonly ClusterReport[];
  readonly failures?: readonly Failure[];
  /** Findings by effect. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** A run's row is bounded: of more failures only the first are kept. */
const MOST_FAILURES = 500;

/** A name that sorts by time, to the millisecond, and is unique: `20261123T020000Z-042-1a2b3c`. */
export function runName(startedAt: Date, random: string): string {
  const [time = '', milliseconds = ''] = startedAt.toISOString().replace(/[-:Z]/g, '').split('.');
  return `${time}Z-${milliseconds}-${random}`;
}

/** Notes that a run began. */
export async function beginRun(rows: RowStore, record: Omit<RunRecord, 'status'>): Promise<void> {
  await rows.put('runs', [record.run], { ...record, status: 'running' } satisfies RunRecord, 'any');
}

/** Notes what a run came to. */
export async function closeRun(rows: RowStore, run: string, report: Report): Promise<RunRecord> {
  const counts: Record<string, number> = {};
  for (const { effect } of report.findings) counts[effect] = (counts[effect] ?? 0) + 1;
  const { startedAt, finishedAt, targetCcmVersion } = report.scan;
  const record: RunRecord = {
    run,
    status: 'closed',
    startedAt,
    finishedAt,
    targetCcmVersion,
    coverage: report.coverage,
    clusters: report.clusters.map(({ precheck: _, ...cluster }) => cluster),
    failures: report.failures.slice(0, MOST_FAILURES),
    counts,
  };
  await rows.put('runs', [run], record, 'any');
  return record;
}

/** Runs, the latest first. */
export async function* runs(rows: RowStore): AsyncIterable<RunRecord> {
  for await (const row of rows.range('runs', { reverse: true })) yield runOf(row);
}

function runOf(row: Row): RunRecord {
  return row.data as RunRecord;
}
