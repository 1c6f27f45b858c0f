import { createHash, timingSafeEqual } from 'node:crypto';

/** The environment variable that holds the token of the HTTP surface. */
export const TOKEN_VARIABLE = 'CCM_PREFLIGHT_TOKEN';
/** A shorter one could be guessed. */
const SHORTEST_TOKEN = 16;

/** What a token must be, for a person. */
export const TOKEN_FORM = `at least ${SHORTEST_TOKEN} letters, digits and signs of ASCII, no spaces`;

/** Whether a token can be sent in a header as it is, and is too long to be guessed. */
export function isToken(token: string | undefined): token is string {
  return token !== undefined && token.length >= SHORTEST_TOKEN && /^[\x21-\x7e]+$/.test(token);
}

/** Whether a request's `Authorization` is `Bearer` and this token. How long the answer takes says nothing of it. */
export function isAuthorized(header: string | undefined, token: string): boolean {
  const given = bearerOf(header);
  return timingSafeEqual(digest(given), digest(token)) && given !== '';
}

/** What is said to a request that is not authorized. It tells nothing of the token but that it is another one. */
export function unauthorizedText(header: string | undefined): string {
  return bearerOf(header) === '' ? 'a bearer token is needed' : "the bearer token is not the service's";
}

function bearerOf(header: string | undefined): string {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  return given;
}

/** Of one length, whatever the text's. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
