import { setTimeout as pause } from 'node:timers/promises';

/** Waits so many milliseconds, or rejects when the signal aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Whole milliseconds: a timer cuts off what is after the point, and would ring too soon. */
export async function sleepMilliseconds(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(Math.ceil(milliseconds), undefined, { signal });
}
