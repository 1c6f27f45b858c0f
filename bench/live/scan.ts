import { loadConfig } from '../../shared/config/load-config.ts';
import { resolveSecrets } from '../../shared/config/secrets.ts';
import { peakMegabytes } from '../../shared/run/peak-memory.ts';
import { scanFleet } from '../../shared/scan/live-scan.ts';
import { meter } from '../../shared/scan/tally.ts';
import { factsOf, type Measurement } from '../measure.ts';
import type { Ready } from './serve.ts';

/** What one live scan came to. */
export interface LiveMeasurement extends Pick<Measurement, 'services' | 'failures' | 'findings'> {
  readonly seconds: number;
  /** Seconds of processor time. */
  readonly processor: number;
  /** The most that was ever resident, in MB. */
  readonly peak: number;
  /** Attempts of calls, those to API servers too. */
  readonly calls: number;
}

/** Scans the servers that a parent names. It must be the only thing that a process does. */
export async function measureScan({ config: text, env }: Ready): Promise<LiveMeasurement> {
  const startedAt = performance.now();
  const config = loadConfig(text, env);
  const counts = meter();
  const { report } = await scanFleet(config, {
    secret: resolveSecrets(config, env, ['accounts']),
    signal: new AbortController().signal,
    meter: counts,
    language: 'en',
  });
  const { user, system } = process.cpuUsage();
  return {
    seconds: (performance.now() - startedAt) / 1000,
    processor: (user + system) / 1e6,
    peak: peakMegabytes(),
    calls: Object.values(counts.callsByApi()).reduce((sum, count) => sum + count, 0),
    ...factsOf(report),
  };
}
