import { loadConfig } from '../../shared/config/load-config.ts';
import { resolveSecrets } from '../../shared/config/secrets.ts';
import { auditSnapshot, type Report, type Snapshot } from '../../shared/index.ts';
import { captureFleet, type LiveScan, scanFleet } from '../../shared/scan/live-scan.ts';
import { type Meter, meter } from '../../shared/scan/tally.ts';
import type { Fleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';

function liveOptions(fleet: Fleet, overrides: FleetConfig, signal: AbortSignal, counts = meter()) {
  const config = loadConfig(fleet.configText({ limits: UNLIMITED, ...overrides }), {});
  const secret = resolveSecrets(config, fleet.env(), ['accounts']);
  return { config, options: { secret, signal, meter: counts } };
}

/** Loopback has no quota to spare. */
const FAST = { requestsPerMinute: 1_000_000, concurrency: 32 };
export const UNLIMITED = { slb: FAST, ecs: FAST, vpc: FAST, cs: FAST };
const NEVER = new AbortController().signal;

/**
 * Scans the servers of a fleet as the command line would.
 * @param counts tells how far it is
 */
export async function liveScan(
  fleet: Fleet,
  overrides: FleetConfig = {},
  signal: AbortSignal = NEVER,
  counts: Meter = meter(),
): Promise<LiveScan> {
  const { config, options } = liveOptions(fleet, overrides, signal, counts);
  return scanFleet(config, { ...options, language: 'en' });
}

/** Captures the servers of a fleet as the command line would. */
export async function liveCapture(fleet: Fleet, overrides: FleetConfig = {}): Promise<Snapshot> {
  const { config, options } = liveOptions(fleet, overrides, NEVER);
  return captureFleet(config, options);
}

/** The report on a file, as of the time that a live scan judged by. */
export function fileReport(snapshot: unknown, live: Report): Report {
  return auditSnapshot(snapshot, { now: live.scan.startedAt });
}

/**
 * Findings in an order that does not depend on which server answered first, and without what only a live scan can know
 * of them: whether they were there twice.
 */
export function sorted(report: Report): readonly Omit<Report['findings'][number], 'confirmed'>[] {
  return report.findings
    .map(({ confirmed: _, ...finding }) => finding)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
