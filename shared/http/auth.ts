import { createHash, timingSafeEqual } from 'node:crypto';

/** The environment variable that holds the token of the HTTP surface. */
export const TOKEN_VARIABLE = 'CCM_PREFLIGHT_TOKEN';
/** A shorter one could be guessed. */
export const SHORTEST_TOKEN = 16;

/** Whether a request's `Authorization` is `Bearer` and this token. How long the answer takes says nothing of it. */
export function isAuthorized(header: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  return timingSafeEqual(digest(given), digest(token)) && given !== '';
}

/** Of one length, whatever the text's. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
