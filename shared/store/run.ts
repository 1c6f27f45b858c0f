import type { ClusterReport, Coverage, Report } from '../report/report.ts';
import type { Scope } from '../scan/scope.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { Row, RowStore } from './rows.ts';

/** A run as the store keeps it. Times are ISO 8601. */
export interface RunRecord {
  readonly run: string;
  readonly status: 'running' | 'closed';
  /** Absent: a scan of the command line. */
  readonly order?: RunOrder;
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

/** What a run that is done in shards is to do. */
export interface RunOrder {
  readonly kind: 'nightly' | 'on-demand';
  /** When it is closed, whatever is missing. ISO 8601. */
  readonly until: string;
  /** The whole fleet if left out. */
  readonly scope?: Scope;
  /** Whether the findings of the store are brought up to date with it. */
  readonly keeps: boolean;
  /** Whether people are told what is new. */
  readonly tells: boolean;
}

/** A run's row holds 1 MB: failures and reasons are cut for it, so that 2,000 clusters have room. The report has all. */
const MOST_FAILURES = 200;
const LONGEST_REASON = 200;
const LONGEST_NAME = 256;

/** A name that sorts by time, to the millisecond, and is unique: `20261123T020000Z-042-1a2b3c`. */
export function runName(startedAt: Date, random: string): string {
  const [time = '', milliseconds = ''] = startedAt.toISOString().replace(/[-:Z]/g, '').split('.');
  return `${time}Z-${milliseconds}-${random}`;
}

/** Notes that a run began. False when it has begun already. */
export async function beginRun(rows: RowStore, record: Omit<RunRecord, 'status'>): Promise<boolean> {
  return rows.put('runs', [record.run], { ...record, status: 'running' } satisfies RunRecord, 'absent');
}

/** A run by its name. */
export async function findRun(rows: RowStore, run: string): Promise<RunRecord | undefined> {
  const row = await rows.get('runs', [run]);
  return row && runOf(row);
}

/** What a run came to. */
export function closedRun(run: string, report: Report, order?: RunOrder): RunRecord {
  const counts: Record<string, number> = {};
  for (const { effect } of report.findings) counts[effect] = (counts[effect] ?? 0) + 1;
  const { startedAt, finishedAt, targetCcmVersion } = report.scan;
  return {
    run,
    status: 'closed',
    ...(order && { order }),
    startedAt,
    finishedAt,
    targetCcmVersion,
    coverage: report.coverage,
    clusters: report.clusters.map(({ precheck: _, error, ...cluster }) => ({
      ...cluster,
      ...(error !== undefined && { error: cut(error) }),
    })),
    failures: report.failures.slice(0, MOST_FAILURES).map(cutFailure),
    counts,
  };
}

/** Names of an ordinary fleet are shorter; a hostile one's would keep the run from being closed. */
function cutFailure(failure: Failure): Failure {
  // Of a part of another version there may be what this one does not know.
  const names = Object.entries(failure as Readonly<Record<string, unknown>>).map(([key, name]) => [
    key,
    typeof name === 'string' ? cut(name, LONGEST_NAME) : name,
  ]);
  return { ...failure, ...Object.fromEntries(names), message: cut(failure.message) };
}

function cut(text: string, longest = LONGEST_REASON): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Notes what a run came to. */
export async function closeRun(rows: RowStore, record: RunRecord): Promise<void> {
  await rows.put('runs', [record.run], record, 'any');
}

/**
 * Whether a run brings the findings of the store up to date: a scan of the whole fleet, for the version that the config
 * has. What is said of the fleet between two scans is said by the last of these.
 */
export function isWhole({ order }: Pick<RunRecord, 'order'>): boolean {
  return order?.keeps ?? true;
}

/** The last such run that is closed. */
export async function lastWhole(rows: RowStore): Promise<RunRecord | undefined> {
  for await (const record of runs(rows)) {
    if (record.status === 'closed' && isWhole(record)) return record;
  }
  return undefined;
}

/** Most readers want the last of them; a page of all that fit would be megabytes. */
const RUNS_AT_ONCE = 64;

/** Runs, the latest first. */
export async function* runs(rows: RowStore): AsyncIterable<RunRecord> {
  for await (const row of rows.range('runs', { reverse: true, atOnce: RUNS_AT_ONCE })) yield runOf(row);
}

function runOf(row: Row): RunRecord {
  return row.data as RunRecord;
}
