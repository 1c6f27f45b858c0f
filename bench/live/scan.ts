import { loadConfig } from '../../shared/config/load-config.ts';
import { resolveSecrets } from '../../shared/config/secrets.ts';
import { scanFleet } from '../../shared/scan/live-scan.ts';
import { meter } from '../../shared/scan/tally.ts';
import type { Ready } from './serve.ts';

const MEGABYTE = 1024 * 1024;

/** What one live scan came to. */
export interface LiveMeasurement {
  readonly seconds: number;
  /** The most that was ever resident, in MB. */
  readonly peak: number;
  readonly services: number;
  readonly failures: number;
  /** Ids of the findings, sorted. */
  readonly findings: readonly string[];
}

/** Scans the servers that a parent names. It must be the only thing that a process does. */
export async function measureScan({ config: text, env }: Ready): Promise<LiveMeasurement> {
  const startedAt = performance.now();
  const config = loadConfig(text, env);
  const { report } = await scanFleet(config, {
    secret: resolveSecrets(config, env, ['accounts']),
    signal: new AbortController().signal,
    meter: meter(),
    language: 'en',
  });
  return {
    seconds: (performance.now() - startedAt) / 1000,
    peak: (process.resourceUsage().maxRSS * 1024) / MEGABYTE,
    services: report.coverage.services.compared,
    failures: report.failures.length,
    findings: report.findings.map((finding) => finding.id).sort(),
  };
}
