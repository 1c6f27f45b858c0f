/** What stands for a secret in a text. */
export const MASK = '***';

/** A shorter piece of base64 may be a piece of any word. */
const SHORTEST_BASE64 = 6;

/**
 * The text without the secrets, as they are, in base64 (alone, or as a part of something longer), and as a URL writes
 * them. A server may repeat what it was sent in any of these forms.
 */
export function masked(text: string, secrets: readonly string[]): string {
  return (
    secrets
      .filter((secret) => secret !== '')
      .flatMap(formsOf)
      // One may be a part of another.
      .sort((one, other) => other.length - one.length)
      .reduce((rest, form) => rest.replaceAll(form, MASK), text)
  );
}

function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((before) => base64Of(secret, before));
  const plain = [secret, ...base64.filter((one) => one.length >= SHORTEST_BASE64)];
  const url = plain.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
  const once = plain.map(inUrl);
  return [...new Set([...plain, ...url.slice(1), ...once, ...once.map(inUrl)])];
}

/** What does not depend on the neighbours when the secret stands `before` bytes after the start of a group of three. */
function base64Of(secret: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  const [start, end] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
  return bytes.toString('base64').slice(start, end);
}

/** Half a sign, which no URL can hold, becomes the sign for that. */
function inUrl(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
