import { setTimeout as pause } from 'node:timers/promises';
import type { Station } from './station.ts';

const STEP_MILLISECONDS = 500;

/**
 * Does work again and again while somebody else has the lease that it needs, for as long as a lease lasts: that of a dead
 * process has run out then.
 * @param isBusy whether the work found the lease held
 * @returns what the last try came to: it may still be busy, also when the signal has aborted
 */
export async function inTurn<T>(
  { config }: Pick<Station, 'config'>,
  signal: AbortSignal,
  work: () => Promise<T>,
  isBusy: (result: T) => boolean,
): Promise<T> {
  const until = performance.now() + config.deadlines.leaseSeconds * 1000;
  for (;;) {
    const result = await work();
    if (!isBusy(result) || signal.aborted || performance.now() > until) return result;
    await pause(STEP_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
}
