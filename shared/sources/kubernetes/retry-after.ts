import type { IncomingHttpHeaders } from 'node:http';

/** Longer than this is not waited at a server's word. */
const LONGEST = 60_000;

/** Milliseconds that a server asks to be left alone (Retry-After, in seconds or as a date); 0 where it does not. */
export function retryAfter(headers: IncomingHttpHeaders, now: number = Date.now()): number {
  const value = headers['retry-after'];
  if (value === undefined) return 0;
  const wait = /^\s*\d+\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return wait > 0 ? Math.min(wait, LONGEST) : 0;
}
