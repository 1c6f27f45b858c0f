import { join } from 'node:path';
import { type Agreements, agreementsOf, type FoundFact } from '../agreement.ts';
import { mostSlbCalls } from '../live/bound.ts';
import { play, UNLIMITED } from '../live/play.ts';
import type { Measurement } from '../measure.ts';
import { askedOnce } from '../processes.ts';
import { inTemporaryFolder } from '../temporary.ts';
import type { WrittenFleet } from '../write-fleet.ts';
import type { ScaledFleet } from './fleets.ts';

/** What one size of fleet came to. Times are in seconds, memory in MB (resident, at its peak). */
export interface ScalingPoint {
  readonly services: number;
  readonly clusters: number;
  readonly regions: number;
  readonly accounts: number;
  readonly loadBalancers: number;
  readonly live: {
    readonly seconds: number;
    /** Of the scanning process; the servers have their own. */
    readonly processorSeconds: number;
    readonly memory: number;
    readonly slbCalls: number;
    readonly mostSlbCalls: number;
    /** To the cloud and to API servers. */
    readonly calls: number;
    /** What the calls of the tightest API take at the default limits: computed, not measured. */
    readonly secondsByDefault: number;
    readonly recall: number;
    readonly precision: number;
  };
  readonly file: {
    /** Of JSON, without gzip. */
    readonly megabytes: number;
    readonly reading: number;
    readonly audit: number;
    readonly memory: number;
    readonly recall: number;
    readonly precision: number;
  };
}

/**
 * Scans one fleet live and from a file, each in a fresh process.
 * @throws Error when not every Service was compared
 */
export function measureScaling(fleet: ScaledFleet): Promise<ScalingPoint> {
  const { services, clusters, regions, accounts, strangers, plan } = fleet;
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'fleet.json');
    const written = (await askedOnce('generate', { fleet: plan, path })) as WrittenFleet;
    const file = (await askedOnce('audit', { path })) as Measurement;
    const { scan, seen } = await play({ fleet: plan, latency: 0, limits: UNLIMITED });
    for (const read of [file, scan]) {
      if (read.services !== services || read.failures > 0) {
        throw new Error(`${read.services} of ${services} Services compared, ${read.failures} failures`);
      }
    }
    return {
      services,
      clusters,
      regions,
      accounts,
      loadBalancers: written.regions.reduce((sum, region) => sum + region.loadBalancers, 0),
      live: {
        seconds: scan.seconds,
        processorSeconds: scan.processor,
        memory: scan.peak,
        slbCalls: seen.slbCalls,
        mostSlbCalls: mostSlbCalls(written.regions, strangers),
        calls: scan.calls,
        secondsByDefault: seen.minutesByDefault * 60,
        ...figuresOf(written, scan.findings),
      },
      file: {
        megabytes: written.bytes / 1e6,
        reading: file.reading,
        audit: file.first,
        memory: file.peak,
        ...figuresOf(written, file.findings),
      },
    };
  });
}

/** The worse of drifts and orphans. */
function figuresOf(
  { truth }: WrittenFleet,
  findings: readonly FoundFact[],
): { recall: number; precision: number } {
  const { drifts, orphans }: Agreements = agreementsOf(truth, findings);
  return {
    recall: Math.min(drifts.recall, orphans.recall),
    precision: Math.min(drifts.precision, orphans.precision),
  };
}
