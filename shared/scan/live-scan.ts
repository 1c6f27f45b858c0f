import type { Config, SecretRef } from '../config/config.ts';
import type { FleetFacts } from '../model/fleet-view.ts';
import { auditPart, DEFAULT_TARGET } from '../report/audit-snapshot.ts';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import type { Failure, Snapshot } from '../snapshot/snapshot.ts';
import type { Keys } from '../sources/alicloud/options.ts';
import { inTime } from '../time-limit.ts';
import { confirm } from './confirm.ts';
import { keepHeapSmall } from './heap.ts';
import type { LiveFleet, OnCluster, ScanContext } from './live.ts';
import { loadFleet } from './load-fleet.ts';
import type { ScanMemory } from './memory.ts';
import { openFleet, openShard, type Place } from './open-fleet.ts';
import type { OpenOptions } from './open-options.ts';
import { inScope, type Scope, scopedShard } from './scope.ts';
import type { Meter } from './tally.ts';

/** What a live scan, or a capture, runs with. */
export interface LiveOptions {
  readonly secret: (ref: SecretRef) => string;
  /** Ends the scan early; what was read until then is kept. */
  readonly signal: AbortSignal;
  readonly meter: Meter;
  /** Instead of the config's, where the caller names one. */
  readonly targetCcmVersion?: string;
  /** Keys where the config says `default`; what the official clients find if left out. */
  readonly defaultKeys?: Keys;
}

/** A live scan's report, and what it was made from. */
export interface LiveScan {
  readonly report: Report;
  readonly facts: FleetFacts;
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
  return inScanTime(config, options, async (signal) =>
    audit(config, options, await read(config, options, signal)),
  );
}

/** What the scan of one shard runs with. */
export interface ShardOptions extends LiveOptions {
  readonly place: Place;
  readonly scope?: Scope;
  readonly language: Language;
  /** Milliseconds since the epoch by which certificates and ages are judged: the same for all shards of a run. */
  readonly startedAt: number;
  readonly memory: ScanMemory;
  readonly onCluster?: OnCluster;
}

/**
 * Scans one shard, as `scanFleet` does a fleet. When the signal aborts, what was read stands in the memory; the scan is
 * then worth nothing, or, if there is no time for another, all there is.
 */
export async function scanShard(config: Config, options: ShardOptions): Promise<LiveScan> {
  const { place, scope, memory, startedAt, signal, onCluster } = options;
  const open = async (openOptions: OpenOptions) => {
    const fleet = await openShard(config, place, openOptions);
    return scope ? { ...fleet, shards: fleet.shards.flatMap((shard) => scopedShard(shard, scope)) } : fleet;
  };
  return audit(
    config,
    options,
    await readOpened(open, config, options, { signal, memory, startedAt, ...(onCluster && { onCluster }) }),
  );
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

function read(config: Config, options: LiveOptions, signal: AbortSignal): Promise<Read> {
  return readOpened((opening) => openFleet(config, opening), config, options, {
    signal,
    startedAt: Date.now(),
  });
}

async function readOpened(
  open: (options: OpenOptions) => Promise<LiveFleet>,
  config: Config,
  options: LiveOptions,
  {
    signal,
    memory,
    startedAt,
    onCluster,
  }: Pick<ScanContext, 'signal' | 'memory' | 'onCluster'> & { readonly startedAt: number },
): Promise<Read> {
  keepHeapSmall();
  const { secret, meter, defaultKeys } = options;
  const context: ScanContext = {
    targetCcmVersion: targetFor(config, options),
    signal,
    clusterDeadline: config.deadlines.clusterSeconds * 1000,
    tally: meter,
    ...(memory && { memory }),
    ...(onCluster && { onCluster }),
  };
  const fleet = await open({ secret, signal, onCall: meter.onCall, ...(defaultKeys && { defaultKeys }) });
  return { fleet, context, snapshot: await loadFleet(fleet, context, startedAt), startedAt };
}

async function audit(
  config: Config,
  { language, scope }: { readonly language: Language; readonly scope?: Scope },
  { fleet, context, snapshot, startedAt }: Read,
): Promise<LiveScan> {
  const { report, facts } = auditPart(snapshot, {
    language,
    targetCcmVersion: context.targetCcmVersion,
    now: startedAt,
    suppressions: config.suppressions,
  });
  const first = scope ? inScope(report, scope) : report;
  const settle = config.confirm.settleSeconds * 1000;
  const second = await confirm(fleet, { report: first, snapshot }, { language, settle }, context);
  const finishedAt = new Date().toISOString();
  const confirmed = { ...second.report, scan: { ...second.report.scan, finishedAt } };
  return { report: confirmed, facts, snapshot, unconfirmable: second.failures };
}
