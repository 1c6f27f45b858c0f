import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Received } from './loopback.ts';
import { parametersOf } from './parameters.ts';
import { Refusal } from './refusal.ts';

/** What a request says of its signer. */
export interface Signed {
  readonly accessKeyId: string;
  readonly securityToken: string | undefined;
  readonly nonce: string;
  /** Milliseconds since the epoch; NaN where it cannot be read. */
  readonly date: number;
  /** Throws a Refusal unless it is signed with this secret. */
  readonly check: (secret: string) => void;
}

/**
 * Reads the signature of a request: ACS3-HMAC-SHA256 in its headers, or the older HMAC-SHA1 in its query, with which
 * the credentials package asks for a role.
 * @returns undefined where there is none
 */
export function signatureOf(request: Received): Signed | undefined {
  if (request.query.has('Signature')) return queryStyle(request);
  const parts = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]+)$/.exec(
    request.headers.authorization ?? '',
  );
  return parts ? headerStyle(request, parts[1] ?? '', parts[2] ?? '', parts[3] ?? '') : undefined;
}

const ALWAYS_SIGNED = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce'];

function headerStyle(request: Received, accessKeyId: string, names: string, signature: string): Signed {
  const header = (name: string): string => String(request.headers[name] ?? '').trim();
  return {
    accessKeyId,
    securityToken: header('x-acs-security-token') || undefined,
    nonce: header('x-acs-signature-nonce'),
    date: Date.parse(header('x-acs-date')),
    check: (secret) => {
      const signed = names.split(';');
      const payload = sha256(request.body);
      const canonical = [
        request.method,
        request.path,
        canonicalQuery([...request.query]),
        ...signed.map((name) => `${name}:${header(name)}`),
        '',
        names,
        payload,
      ].join('\n');
      const expected = createHmac('sha256', secret)
        .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
        .digest('hex');
      const whole = ALWAYS_SIGNED.every((name) => signed.includes(name));
      if (!whole || header('x-acs-content-sha256') !== payload || !same(expected, signature))
        throw mismatch();
    },
  };
}

function queryStyle(request: Received): Signed {
  const { Signature: signature = '', ...parameters } = parametersOf(request);
  return {
    accessKeyId: parameters.AccessKeyId ?? '',
    securityToken: parameters.SecurityToken,
    nonce: parameters.SignatureNonce ?? '',
    date: Date.parse(parameters.Timestamp ?? ''),
    check: (secret) => {
      const text = `${request.method}&%2F&${percentEncoded(canonicalQuery(Object.entries(parameters)))}`;
      const expected = createHmac('sha1', `${secret}&`).update(text).digest('base64');
      if (!same(expected, signature)) throw mismatch();
    },
  };
}

function canonicalQuery(pairs: readonly (readonly [string, string])[]): string {
  return [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([key, value]) => `${percentEncoded(key)}=${percentEncoded(value)}`)
    .join('&');
}

/** As RFC 3986 has it: all but letters, digits, `-`, `_`, `.` and `~`. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function mismatch(): Refusal {
  return new Refusal(400, 'SignatureDoesNotMatch', 'The signature is not what the server calculates.');
}
