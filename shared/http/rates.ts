import type { RunRecord } from '../store/run.ts';
import { Problem } from './problem.ts';

const MINUTE = 60_000;
/** Scans on demand that may be under way at once, and that may be begun within a minute. */
const MOST_OPEN = 5;
const MOST_A_MINUTE = 20;
const RETRY_SECONDS = 15;

/**
 * Makes sure that there is room for one more scan on demand.
 * @param recent the last runs
 * @param now milliseconds since the epoch
 * @throws Problem 429
 */
export function ensureRoom(recent: readonly RunRecord[], now: number): void {
  const onDemand = recent.filter(({ order }) => order?.kind === 'on-demand');
  const open = onDemand.filter(
    ({ status, order }) => status === 'running' && Date.parse(order?.until ?? '') > now,
  );
  const begun = onDemand.filter(({ startedAt }) => now - Date.parse(startedAt) < MINUTE);
  if (open.length < MOST_OPEN && begun.length < MOST_A_MINUTE) return;
  const message =
    open.length >= MOST_OPEN
      ? `${open.length} scans on demand are under way; wait for one of them`
      : `${begun.length} scans were begun within a minute`;
  throw new Problem(429, 'TOO_MANY_SCANS', message, { headers: { 'Retry-After': String(RETRY_SECONDS) } });
}
