import { createHash } from 'node:crypto';
import { safeReason, UsageError } from '../errors.ts';
import { featuresOf, NEWEST_KNOWN } from '../model/ccm-version.ts';
import type { FleetFacts } from '../model/fleet-view.ts';
import { FLEET_RULES, SERVICE_RULES } from '../rules/registry.ts';
import { LANGUAGES, type Language } from '../rules/rule.ts';
import { type ParsedSnapshot, parseSnapshot } from '../snapshot/parse.ts';
import { auditFleet, type RuleSet } from './audit-fleet.ts';
import type { Report, Suppression } from './report.ts';
import { suppress } from './suppression.ts';

/** Target version where the caller names none. */
export const DEFAULT_TARGET = NEWEST_KNOWN;
/** Code of the failures of a report on a value that is no snapshot. */
export const NOT_A_SNAPSHOT = 'NOT_A_SNAPSHOT';

/** How a snapshot is to be judged. */
export interface AuditOptions {
  /** The CCM version that the clusters are to be upgraded to; 2.14.0 if not given. */
  readonly targetCcmVersion?: string;
  /** Language of message, cause and fixes; English if not given. */
  readonly language?: Language;
  /**
   * The time that certificates and ages are judged by: milliseconds since the epoch, a Date, or ISO 8601. If not
   * given, the snapshot's own `capturedAt`; without that, the time this module was loaded, so that one process
   * gives one answer. A long-lived caller passes it.
   */
  readonly now?: number | string | Date;
  /** Beside those that Services carry in annotation `ccm-preflight/ignore`. */
  readonly suppressions?: readonly Suppression[];
}

const ALL_RULES: RuleSet = { service: SERVICE_RULES, fleet: FLEET_RULES };
const LOADED_AT = Date.now();
const FARTHEST_TIME = 8.64e15;

/**
 * Audits a snapshot: everything the CCM upgrade check would print, would hide, and would never say. Pure and
 * synchronous; the snapshot is not changed. Remote data never makes it throw: what cannot be understood stands in
 * `failures`, and a value that is no snapshot gives a report without clusters.
 * @throws UsageError on unusable options (a target that is no version, a time or a language that is none)
 */
export function auditSnapshot(snapshot: unknown, options: AuditOptions = {}): Report {
  return auditWith(ALL_RULES, snapshot, options);
}

/** `auditSnapshot` with other rules than the registry's. */
export function auditWith(rules: RuleSet, input: unknown, options: AuditOptions = {}): Report {
  return audited(rules, input, options).report;
}

/** A report, and what must be known to put it together with those on other parts of the fleet. */
export interface PartAudit {
  readonly report: Report;
  readonly facts: FleetFacts;
}

/** `auditSnapshot` for a part of a fleet. */
export function auditPart(snapshot: unknown, options: AuditOptions): PartAudit {
  return audited(ALL_RULES, snapshot, options);
}

function audited(rules: RuleSet, input: unknown, options: AuditOptions): PartAudit {
  const targetCcmVersion = options.targetCcmVersion ?? DEFAULT_TARGET;
  const features = featuresOf(targetCcmVersion);
  const language = languageOf(options.language);
  const parsed = parsedOf(input);
  if (!parsed.ok) {
    const failures = parsed.faults.map((message) => ({
      resource: 'snapshot',
      code: NOT_A_SNAPSHOT,
      message,
    }));
    const scan = scanOf([], targetCcmVersion, timeOf(options.now, undefined));
    return { report: { ...NO_FLEET, scan, failures }, facts: { used: [], claims: [] } };
  }
  const { snapshot } = parsed;
  const now = timeOf(options.now, snapshot.capturedAt);
  const identity = [snapshot.name ?? '', ...snapshot.clusters.map((cluster) => cluster.clusterId)];
  const context = { targetCcmVersion, features, now };
  const { report: audit, facts } = auditFleet(rules, snapshot, context, language);
  const { findings, suppressions } = suppress(snapshot, audit.findings, options.suppressions ?? [], now);
  const report: Report = {
    formatVersion: 1,
    scan: scanOf(identity, targetCcmVersion, now),
    ...audit,
    findings,
    ...(suppressions.length > 0 && { suppressions }),
  };
  return { report, facts };
}

/** A value whose parts cannot even be looked at is no snapshot either. */
function parsedOf(input: unknown): ParsedSnapshot {
  try {
    return parseSnapshot(input);
  } catch (thrown) {
    return { ok: false, faults: [`snapshot: cannot be read: ${safeReason(thrown)}`] };
  }
}

const NO_FLEET = {
  formatVersion: 1,
  coverage: {
    clusters: { total: 0, read: 0 },
    services: { total: 0, compared: 0 },
    loadBalancers: { total: 0, read: 0 },
  },
  clusters: [],
  findings: [],
} as const;

/** Callers without types may give any. */
function languageOf(given: AuditOptions['language']): Language {
  if (given === undefined) return 'en';
  if (LANGUAGES.some((language) => language === given)) return given;
  throw new UsageError(
    `"${String(given)}" is no language of the report; there are ${LANGUAGES.join(' and ')}`,
  );
}

function timeOf(given: AuditOptions['now'], capturedAt: string | undefined): number {
  if (given === undefined) {
    const captured = capturedAt === undefined ? Number.NaN : Date.parse(capturedAt);
    return Number.isFinite(captured) ? captured : LOADED_AT;
  }
  const time = typeof given === 'number' ? given : new Date(given).getTime();
  if (!Number.isFinite(time) || Math.abs(time) > FARTHEST_TIME)
    throw new UsageError(`"${String(given)}" is no time`);
  return time;
}

function scanOf(identity: readonly string[], targetCcmVersion: string, now: number): Report['scan'] {
  const at = new Date(now).toISOString();
  const hash = createHash('sha256')
    .update([at, targetCcmVersion, ...identity].join('\u0000'))
    .digest('hex');
  return { id: `scan-${hash.slice(0, 12)}`, startedAt: at, finishedAt: at, targetCcmVersion };
}
