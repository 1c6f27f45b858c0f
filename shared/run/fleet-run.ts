import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type DeliveryReport, deliver } from '../alerts/deliver.ts';
import { settleDigests, writeDigest } from '../alerts/outbox.ts';
import type { Send } from '../alerts/robot.ts';
import type { OpenRobot } from '../alerts/robots.ts';
import type { Config } from '../config/config.ts';
import type { Language } from '../rules/rule.ts';
import { type LiveOptions, type LiveScan, scanFleet, targetFor } from '../scan/live-scan.ts';
import { keepFindings } from '../store/keep-findings.ts';
import type { LeaseOptions } from '../store/lease.ts';
import type { RowStore } from '../store/rows.ts';
import { beginRun, closedRun, closeRun, runName } from '../store/run.ts';
import { inBothLanguages } from './both-languages.ts';
import { type Held, underLease } from './held-lease.ts';
import { keepReport } from './kept-report.ts';
import { newOwner, RUN_LEASE, runUnderWay } from './leases.ts';
import { regionsRead } from './regions-read.ts';

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
  const held = await underLease(
    options.rows,
    leaseOf(RUN_LEASE, now),
    async ({ lost, rows }): Promise<Held<FleetRun>> => {
      const other = await runUnderWay(rows, now());
      if (other?.order)
        return { kind: 'busy', holder: { owner: other.run, until: Date.parse(other.order.until) } };
      await settleDigests(rows);
      const startedAt = new Date(now());
      const run = runName(startedAt, randomBytes(3).toString('hex'));
      const at = startedAt.toISOString();
      await beginRun(rows, { run, startedAt: at, targetCcmVersion: targetFor(config, options) });
      const scan = await scanFleet(config, { ...options, signal: AbortSignal.any([signal, lost]) });
      options.scanned?.(scan);
      // What was cut off proves nothing. Of a lost lease the next write tells.
      if (signal.aborted) return done({ run, scan, delivery: undefined });
      const reports = inBothLanguages(scan, options.language);
      const { report, snapshot } = scan;
      const regions = regionsRead(snapshot.regions, report.failures);
      const unkept = await keepFindings(rows, { run, at }, reports, regions);
      await keepReport(rows, run, reports);
      const record = closedRun(run, { ...report, failures: [...unkept, ...report.failures] });
      await closeRun(rows, record);
      if (robots.length === 0) return done({ run, scan, delivery: undefined });
      const { link } = config.alerts;
      await writeDigest(rows, {
        run: record,
        suppressions: scan.report.suppressions ?? [],
        robots,
        ...(link !== undefined && { link }),
        at: scan.report.scan.finishedAt,
      });
      return done({ run, scan, delivery: await tellInTurn(options, AbortSignal.any([signal, lost])) });
    },
  );
  return held.kind === 'done' ? held.result : held;
}

function done(result: FleetRun): Held<FleetRun> {
  return { kind: 'done', result };
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
export async function tellInTurn(
  options: Pick<RunOptions, 'rows' | 'robots' | 'send' | 'now'>,
  signal: AbortSignal,
): Promise<DeliveryReport | 'waiting'> {
  const until = performance.now() + LONGEST_PATIENCE;
  for (;;) {
    const told = await tell(options.rows, options, false);
    if (told.kind === 'done') return told.result;
    await pause(PATIENCE_STEP, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || performance.now() > until) return 'waiting';
  }
}

function leaseOf(name: string, now: () => number): LeaseOptions {
  return { name, owner: newOwner(), lasts: LEASE_LASTS, now };
}
