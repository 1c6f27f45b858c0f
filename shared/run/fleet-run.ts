import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type DeliveryReport, deliver } from '../alerts/deliver.ts';
import { settleDigests, writeDigest } from '../alerts/outbox.ts';
import type { Send } from '../alerts/robot.ts';
import type { OpenRobot } from '../alerts/robots.ts';
import type { Config } from '../config/config.ts';
import { auditSnapshot } from '../report/audit-snapshot.ts';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import { type LiveOptions, type LiveScan, scanFleet, targetFor } from '../scan/live-scan.ts';
import { type BothReports, keepFindings } from '../store/keep-findings.ts';
import type { LeaseOptions } from '../store/lease.ts';
import type { RowStore } from '../store/rows.ts';
import { beginRun, closeRun, runName } from '../store/run.ts';
import { type Held, underLease } from './held-lease.ts';

/** A process that is gone for so long has lost its run. */
const LEASE_LASTS = 2 * 60_000;
/** Longer than a lease lasts: the process that was sending may be dead. */
const LONGEST_PATIENCE = 3 * 60_000;
const PATIENCE_STEP = 500;

/** A scan that is remembered and told. */
export interface RunOptions extends LiveOptions {
  readonly language: Language;
  readonly rows: RowStore;
  /** Nobody is told anything where there are none; what would be told stays news. */
  readonly robots: readonly OpenRobot[];
  readonly send: Send;
  /** Told of the scan as soon as it is done: what comes after it may fail, and must not cost the report. */
  readonly scanned?: (scan: LiveScan) => void;
  /** The wall clock, in milliseconds since the epoch, by which leases and waiting messages go; `Date.now` by default. */
  readonly now?: () => number;
}

/** What a run came to. */
export interface FleetRun {
  readonly run: string;
  readonly scan: LiveScan;
  /** Undefined where nobody was to be told, or the scan was interrupted; `waiting`: another process goes on sending. */
  readonly delivery: DeliveryReport | 'waiting' | undefined;
}

/**
 * Scans a fleet, brings the findings of the store up to date, and tells people what is new. One process at a time does
 * it; another is told who does. It may be killed at any moment: the next run finishes what it began.
 * @throws StoreError
 * @throws LeaseLostError when it was suspended for so long that another process has begun: it writes nothing more
 */
export async function runFleet(config: Config, options: RunOptions): Promise<Held<FleetRun>> {
  const { robots, signal, now = Date.now } = options;
  return underLease(options.rows, leaseOf('run', now), async ({ lost, rows }) => {
    await settleDigests(rows);
    const startedAt = new Date(now());
    const run = runName(startedAt, randomBytes(3).toString('hex'));
    const at = startedAt.toISOString();
    await beginRun(rows, { run, startedAt: at, targetCcmVersion: targetFor(config, options) });
    const scan = await scanFleet(config, { ...options, signal: AbortSignal.any([signal, lost]) });
    options.scanned?.(scan);
    // What was cut off proves nothing. Of a lost lease the next write tells.
    if (signal.aborted) return { run, scan, delivery: undefined };
    await keepFindings(rows, { run, at }, inBothLanguages(scan, options.language));
    const record = await closeRun(rows, run, scan.report);
    if (robots.length === 0) return { run, scan, delivery: undefined };
    const { link } = config.alerts;
    await writeDigest(rows, {
      run: record,
      suppressions: scan.report.suppressions ?? [],
      robots,
      ...(link !== undefined && { link }),
      at: scan.report.scan.finishedAt,
    });
    return { run, scan, delivery: await tellInTurn(options, AbortSignal.any([signal, lost])) };
  });
}

/** Sends the messages that wait, unless another process does so now. */
export async function tell(
  rows: RowStore,
  { robots, send, now = Date.now }: Pick<RunOptions, 'robots' | 'send' | 'now'>,
  atOnce: boolean,
): Promise<Held<DeliveryReport>> {
  return underLease(rows, leaseOf('alerts', now), ({ isHeld }) =>
    deliver(rows, {
      robots: robots.map(({ robot }) => robot),
      send,
      now,
      atOnce,
      mayGoOn: isHeld,
    }),
  );
}

/** Another process that sends now may have passed by what was just written, or be dead: its end is waited for. */
async function tellInTurn(options: RunOptions, signal: AbortSignal): Promise<DeliveryReport | 'waiting'> {
  const until = performance.now() + LONGEST_PATIENCE;
  for (;;) {
    const told = await tell(options.rows, options, false);
    if (told.kind === 'done') return told.result;
    await pause(PATIENCE_STEP, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || performance.now() > until) return 'waiting';
  }
}

function leaseOf(name: string, now: () => number): LeaseOptions {
  return { name, owner: `${process.pid}-${randomBytes(6).toString('hex')}`, lasts: LEASE_LASTS, now };
}

/** The words of the other language, and of this one what the second look found out. */
function inBothLanguages({ report, snapshot }: LiveScan, language: Language): BothReports {
  const { targetCcmVersion, startedAt } = report.scan;
  const other: Report = auditSnapshot(snapshot, {
    targetCcmVersion,
    now: startedAt,
    language: language === 'en' ? 'zh' : 'en',
  });
  return language === 'en' ? { en: report, zh: other } : { en: withMarks(other, report), zh: report };
}

/** The findings of one report in the words of another. */
function withMarks(words: Report, marks: Report): Report {
  const marked = new Map(marks.findings.map((finding) => [finding.id, finding]));
  const findings = words.findings.map((finding) => {
    const { confirmed = finding.confirmed, suppressed } = marked.get(finding.id) ?? {};
    return { ...finding, confirmed, ...(suppressed && { suppressed }) };
  });
  return { ...marks, findings };
}
