import type { Config, SecretRef } from '../config/config.ts';
import { auditSnapshot, DEFAULT_TARGET } from '../report/audit-snapshot.ts';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import type { Failure, Snapshot } from '../snapshot/snapshot.ts';
import { inTime } from '../time-limit.ts';
import { confirm } from './confirm.ts';
import { keepHeapSmall } from './heap.ts';
import type { LiveFleet, ScanContext } from './live.ts';
import { loadFleet } from './load-fleet.ts';
import { openFleet } from './open-fleet.ts';
import type { Meter } from './tally.ts';

/** What a live scan, or a capture, runs with. */
export interface LiveOptions {
  readonly secret: (ref: SecretRef) => string;
  /** Ends the scan early; what was read until then is kept. */
  readonly signal: AbortSignal;
  readonly meter: Meter;
  /** Instead of the config's, where the caller names one. */
  readonly targetCcmVersion?: string;
}

/** A live scan's report, and what it was made from. */
export interface LiveScan {
  readonly report: Report;
  readonly snapshot: Snapshot;
  /** What could not be looked at twice. */
  readonly unconfirmable: readonly Failure[];
}

/** Reads a fleet into a snapshot. What is remote never makes it throw: it stands in the snapshot's `failures`. */
export async function captureFleet(config: Config, options: LiveOptions): Promise<Snapshot> {
  const { snapshot } = await inScanTime(config, options, (signal) => read(config, options, signal));
  return snapshot;
}

/** Reads a fleet, audits it, and looks a second time at what it found. */
export async function scanFleet(
  config: Config,
  options: LiveOptions & { readonly language: Language },
): Promise<LiveScan> {
  return inScanTime(config, options, async (signal) => {
    const { fleet, context, snapshot, startedAt } = await read(config, options, signal);
    const { language } = options;
    const first = auditSnapshot(snapshot, {
      language,
      targetCcmVersion: context.targetCcmVersion,
      now: startedAt,
      suppressions: config.suppressions,
    });
    const settle = config.confirm.settleSeconds * 1000;
    const second = await confirm(fleet, { report: first, snapshot }, { language, settle }, context);
    const finishedAt = new Date().toISOString();
    const report = { ...second.report, scan: { ...second.report.scan, finishedAt } };
    return { report, snapshot, unconfirmable: second.failures };
  });
}

/** The CCM version that a scan judges for: the caller's, the config's, or the default. */
export function targetFor(config: Config, options: Pick<LiveOptions, 'targetCcmVersion'>): string {
  return options.targetCcmVersion ?? config.targetCcmVersion ?? DEFAULT_TARGET;
}

function inScanTime<T>(
  config: Config,
  options: LiveOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return inTime(options.signal, config.deadlines.scanSeconds * 1000, work);
}

interface Read {
  readonly fleet: LiveFleet;
  readonly context: ScanContext;
  readonly snapshot: Snapshot;
  readonly startedAt: number;
}

async function read(config: Config, options: LiveOptions, signal: AbortSignal): Promise<Read> {
  keepHeapSmall();
  const startedAt = Date.now();
  const context: ScanContext = {
    targetCcmVersion: targetFor(config, options),
    signal,
    clusterDeadline: config.deadlines.clusterSeconds * 1000,
    tally: options.meter,
  };
  const { secret, meter } = options;
  const fleet = await openFleet(config, { secret, signal, onCall: meter.onCall });
  return { fleet, context, snapshot: await loadFleet(fleet, context, startedAt), startedAt };
}
