import { MASK, masked } from '../masked.ts';

/** Shorter values are no secrets, and would tear holes into any text. */
const SHORTEST_SECRET = 4;

const LONGEST_TEXT = 300;

/** What is cut out of a text wherever it came from; each pattern with what is left of it. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // The server repeats the whole request, headers and all, where a signature does not match.
  [/(string\s*to\s*sign).*$/i, `$1 ${MASK}`],
  [/(https?:\/\/)[^\s/@]+@/gi, '$1'],
  [/\?[\w.%~-]+=[^\s"'<>)\]]*/g, ''],
  [
    /\b((?:x-acs-)?(?:access-?_?key(?:-?_?(?:id|secret))?|signature(?:-?_?nonce)?|security-?_?token|bearer-?_?token|authorization|credential|password))(["']?\s*[:=]\s*["']?)[^\s"',;&)]+/gi,
    `$1$2${MASK}`,
  ],
  [/\b(?:LTAI|STS\.|TMP\.)[\w.-]{6,}/g, MASK],
  [/[A-Za-z0-9+=_-]{40,}/g, MASK],
];

/**
 * A text of the SDK or of a server as one short line without secrets: the known ones, whatever looks like a key, a
 * token or a signature, and the queries of URLs.
 */
export function safeText(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  let safe = masked(text.replace(/\s+/g, ' ').trim(), known);
  for (const [pattern, rest] of PATTERNS) safe = safe.replace(pattern, rest);
  return safe.length > LONGEST_TEXT ? `${safe.slice(0, LONGEST_TEXT)}…` : safe;
}
