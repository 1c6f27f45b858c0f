import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import { keptReport, keptReports } from '../run/kept-report.ts';
import { type Started, startRun } from '../run/start-run.ts';
import type { Station } from '../run/station.ts';
import { findRun, type RunRecord, runName, runs } from '../store/run.ts';
import { shardsOf } from '../store/shards.ts';
import { Problem } from './problem.ts';
import { ensureRoom } from './rates.ts';
import type { ScanRequest } from './scan-request.ts';

const MOST_RECENT = 60;
/** The scan of one Service takes less than a second; of a fleet, minutes. */
const LOOK_MILLISECONDS = { first: 50, longer: 1.5, most: 1_000 };

/** How far a scan is, as it is answered. */
export interface ScanStatus {
  readonly id: string;
  /** `lost`: the command that it was of was killed before its end. */
  readonly status: RunRecord['status'] | 'lost';
  readonly kind: 'nightly' | 'on-demand' | 'command';
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly targetCcmVersion: string;
  readonly scope?: NonNullable<RunRecord['order']>['scope'];
  /** While it is under way. */
  readonly progress?: {
    readonly shards: { readonly total: number; readonly done: number };
    readonly clusters: { readonly total: number; readonly done: number };
    readonly loadBalancers: { readonly total: number; readonly done: number };
  };
  /** When it is closed. */
  readonly counts?: RunRecord['counts'];
}

/**
 * Begins a scan that somebody asked for. Of the whole fleet it brings the findings of the store up to date, unless it is
 * for another version than the nightly one; nobody is told of it.
 * @throws Problem 429 when there are too many; StoreError
 */
export function beginScan(station: Station, request: ScanRequest): Promise<Started> {
  return inTurn(() => begin(station, request));
}

/** Many at once would all find the same room. */
const inTurn = pLimit(1);

async function begin(station: Station, { scope, targetCcmVersion }: ScanRequest): Promise<Started> {
  const now = station.now();
  ensureRoom(await recentRuns(station, MOST_RECENT), now);
  return startRun(station, {
    run: runName(new Date(now), randomBytes(3).toString('hex')),
    kind: 'on-demand',
    keeps: scope === undefined && targetCcmVersion === undefined,
    tells: false,
    startedAt: now,
    ...(scope && { scope }),
    ...(targetCcmVersion !== undefined && { targetCcmVersion }),
  });
}

/** Waits until a scan is closed, so many milliseconds have passed, or whoever asked has gone. */
export async function waitForScan(
  station: Station,
  run: string,
  milliseconds: number,
  gone: AbortSignal,
): Promise<RunRecord | undefined> {
  const until = performance.now() + milliseconds;
  const { first, longer, most } = LOOK_MILLISECONDS;
  for (let step = first; ; step = Math.min(most, step * longer)) {
    const record = await findRun(station.rows, run);
    const left = until - performance.now();
    if (record?.status !== 'running' || left <= 0 || gone.aborted) return record;
    await pause(Math.min(step, left), undefined, { signal: gone }).catch(() => undefined);
  }
}

/**
 * A scan by its id.
 * @throws Problem 404
 */
export async function scanNamed(station: Station, id: string): Promise<RunRecord> {
  const record = RUN_NAME.test(id) ? await findRun(station.rows, id) : undefined;
  if (!record) throw new Problem(404, 'NO_SUCH_SCAN', 'there is no scan of this id');
  return record;
}

/** As `runName` makes them. */
const RUN_NAME = /^\d{8}T\d{6}Z-\d{3}-[0-9a-f]{1,12}$/;

/** How far a scan is, or what it came to in numbers. */
export async function statusOf(station: Station, record: RunRecord): Promise<ScanStatus> {
  const { run, startedAt, finishedAt, targetCcmVersion, order, counts } = record;
  const status = isLost(station, record) ? 'lost' : record.status;
  const progress = status === 'running' ? await progressOf(station, run) : undefined;
  return {
    id: run,
    status,
    kind: order?.kind ?? 'command',
    startedAt,
    ...(finishedAt !== undefined && { finishedAt }),
    targetCcmVersion,
    ...(order?.scope && { scope: order.scope }),
    ...(progress && { progress }),
    ...(counts && { counts }),
  };
}

/**
 * Whether a scan is one of the command line that was killed: nobody closes it. One in shards is always closed.
 */
export function isLost({ config, now }: Station, { status, order, startedAt }: RunRecord): boolean {
  if (status !== 'running' || order) return false;
  return now() - Date.parse(startedAt) > config.deadlines.scanSeconds * 1000 + CLOSING_MILLISECONDS;
}

/** A scan's own time is over before it is closed. */
const CLOSING_MILLISECONDS = 10 * 60_000;

async function progressOf({ rows }: Station, run: string): Promise<ScanStatus['progress']> {
  const shards = await shardsOf(rows, run);
  const sum = (part: 'clusters' | 'loadBalancers', what: 'total' | 'done') =>
    shards.reduce((total, { record }) => total + (record.progress?.[part][what] ?? 0), 0);
  return {
    shards: {
      total: shards.length,
      done: shards.filter(({ record }) => record.status === 'closed').length,
    },
    clusters: { total: sum('clusters', 'total'), done: sum('clusters', 'done') },
    loadBalancers: { total: sum('loadBalancers', 'total'), done: sum('loadBalancers', 'done') },
  };
}

/**
 * The whole report of a closed scan.
 * @throws Problem 404 where it is not kept
 */
export async function reportOf({ rows }: Station, run: string, language: Language): Promise<Report> {
  const report = await keptReport(rows, run, language);
  if (!report) throw notKept();
  return report;
}

/**
 * The same in both languages.
 * @throws Problem 404 where it is not kept
 */
export async function reportsOf({ rows }: Station, run: string): Promise<Readonly<Record<Language, Report>>> {
  const reports = await keptReports(rows, run);
  if (!reports) throw notKept();
  return reports;
}

function notKept(): Problem {
  return new Problem(404, 'NO_REPORT', 'the report of this scan is not kept');
}

/** The last runs, the latest first. */
export async function recentRuns({ rows }: Station, most: number): Promise<readonly RunRecord[]> {
  const recent: RunRecord[] = [];
  for await (const record of runs(rows)) {
    recent.push(record);
    if (recent.length === most) break;
  }
  return recent;
}
