import { createHmac } from 'node:crypto';
import type { Robot } from './robot.ts';

/** Where a request goes, or why the robot's URL is of no use. */
export type Address =
  | { readonly ok: true; readonly url: URL; readonly isLoopback: boolean }
  | { readonly ok: false; readonly reason: string };

/** The robot's URL, checked: the token in it must not travel in the open. */
export function addressOf(robot: Robot): Address {
  if (!URL.canParse(robot.url)) return { ok: false, reason: 'the URL of the robot is no URL' };
  const url = new URL(robot.url);
  const isLoopback = isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    return { ok: false, reason: 'the URL of the robot must begin with https://' };
  }
  return { ok: true, url, isLoopback };
}

/**
 * The URL as a signed robot wants it: with the time in milliseconds, and the HMAC-SHA256 of time and secret under the
 * secret. It holds for about an hour, so each request is signed anew.
 */
export function signedUrl(url: URL, secret: string, timestamp: number): URL {
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  const signed = new URL(url);
  signed.searchParams.set('timestamp', String(timestamp));
  signed.searchParams.set('sign', sign);
  return signed;
}

/** All that must not be seen of a URL: the values of its query, as they are and as they travel, and a password. */
export function secretsIn(url: URL): readonly string[] {
  const values = [...url.searchParams].filter(([name]) => name !== 'timestamp').map(([, value]) => value);
  return [...values, ...values.map(encodeURIComponent), url.password, url.search];
}

function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
