import { randomBytes } from 'node:crypto';
import { type DeliveryReport, deliver } from '../alerts/deliver.ts';
import { settleDigests, writeDigest } from '../alerts/outbox.ts';
import type { Send } from '../alerts/robot.ts';
import type { OpenRobot } from '../alerts/robots.ts';
import type { Config } from '../config/config.ts';
import { auditSnapshot } from '../report/audit-snapshot.ts';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import { type LiveOptions, type LiveScan, scanFleet } from '../scan/live-scan.ts';
import { type BothReports, keepFindings } from '../store/keep-findings.ts';
import type { RowStore } from '../store/rows.ts';
import { beginRun, closeRun, runName } from '../store/run.ts';
import { type Held, underLease } from './held-lease.ts';

/** A process that is gone for so long has lost its run. */
const LEASE_LASTS = 2 * 60_000;

/** A scan that is remembered and told. */
export interface RunOptions extends LiveOptions {
  readonly language: Language;
  readonly rows: RowStore;
  /** Nobody is told anything where there are none; what would be told stays news. */
  readonly robots: readonly OpenRobot[];
  readonly send: Send;
}

/** What a run came to. */
export interface FleetRun {
  readonly run: string;
  readonly scan: LiveScan;
  /** Undefined where nobody was to be told, or the scan was interrupted. */
  readonly delivery: DeliveryReport | undefined;
}

/**
 * Scans a fleet, brings the findings of the store up to date, and tells people what is new. One process at a time does
 * it; another is told who does. It may be killed at any moment: the next run finishes what it began.
 * @throws StoreError
 */
export async function runFleet(config: Config, options: RunOptions): Promise<Held<FleetRun>> {
  const { rows, robots, signal } = options;
  const owner = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const lease = { name: 'run', owner, lasts: LEASE_LASTS, now: Date.now };
  return underLease(rows, lease, async (lost) => {
    await settleDigests(rows);
    const startedAt = new Date();
    const run = runName(startedAt, randomBytes(3).toString('hex'));
    const at = startedAt.toISOString();
    await beginRun(rows, { run, startedAt: at, targetCcmVersion: '' });
    const scan = await scanFleet(config, { ...options, signal: AbortSignal.any([signal, lost]) });
    // What was cut off proves nothing, and nobody may write who lost his lease.
    if (signal.aborted || lost.aborted) return { run, scan, delivery: undefined };
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
    const sent = await tell(rows, options, false);
    return { run, scan, delivery: sent.kind === 'done' ? sent.result : undefined };
  });
}

/** Sends the messages that wait, unless another process does so now. */
export async function tell(
  rows: RowStore,
  { robots, send }: Pick<RunOptions, 'robots' | 'send'>,
  atOnce: boolean,
): Promise<Held<DeliveryReport>> {
  const owner = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const lease = { name: 'alerts', owner, lasts: LEASE_LASTS, now: Date.now };
  return underLease(rows, lease, (lost) =>
    deliver(rows, {
      robots: robots.map(({ robot }) => robot),
      send,
      now: Date.now,
      atOnce,
      mayGoOn: () => !lost.aborted,
    }),
  );
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
