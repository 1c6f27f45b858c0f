import { gzipSync } from 'node:zlib';
import { captureFleet } from '../scan/live-scan.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Terminal } from './io.ts';
import { configFor, runLive, targetOf, warnOf } from './live.ts';
import { ensureWritable, isThere, writeWhole } from './output.ts';

/** The options of the command `capture`. */
export interface CaptureOptions {
  readonly config?: string;
  readonly output: string;
  readonly target?: string;
}

/**
 * Reads a live fleet into a snapshot file, gzipped where its name ends in `.gz`. Exit code 0, or 2 when something could
 * not be read: the file then says so itself, unless nothing at all was read and an older file is there, which stays.
 * @throws UsageError, InputError
 */
export async function capture(options: CaptureOptions, terminal: Terminal): Promise<0 | 2> {
  const config = configFor(options.config, terminal);
  const target = targetOf(options.target);
  ensureWritable(options.output);
  const { result: snapshot, interrupted } = await runLive(config, terminal, (live) =>
    captureFleet(config, { ...live, ...target }),
  );
  const failures = snapshot.failures ?? [];
  if (isEmpty(snapshot) && failures.length > 0 && isThere(options.output)) {
    warnOf(failures, `nothing could be read, and ${options.output} is left as it was:`, terminal);
    return 2;
  }
  const text = JSON.stringify(snapshot);
  writeWhole(options.output, options.output.endsWith('.gz') ? gzipSync(text) : text, 'owner');
  warnOf(failures, 'what could not be read stands in the file too:', terminal);
  return interrupted || failures.length > 0 ? 2 : 0;
}

/** Neither a Service nor an SLB: a key that has expired must not cost the last good capture. */
function isEmpty({ clusters, regions }: Snapshot): boolean {
  return (
    clusters.every(({ kubernetes }) => kubernetes.services.items.length === 0) &&
    regions.every(({ slb }) => slb.loadBalancers.length === 0)
  );
}
