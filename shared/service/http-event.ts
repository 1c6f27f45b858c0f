import { InputError } from '../errors.ts';

/**
 * A request as Function Compute 3.0 hands it to a handler of a built-in runtime (HTTP trigger, version v1), as far as it
 * is used. Header names come in any case; several values of one are joined by commas.
 */
export interface HttpEvent {
  readonly rawPath?: string;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryParameters?: Readonly<Record<string, string>>;
  readonly requestContext?: {
    readonly domainName?: string;
    readonly http?: { readonly method?: string; readonly path?: string };
  };
}

/** An answer as Function Compute takes it. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly isBase64Encoded: boolean;
  readonly body: string;
}

/** Headers that Function Compute sets itself, and refuses from a function. */
const SET_BY_PLATFORM: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'content-length',
  'date',
  'server',
]);
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Reads an HTTP event.
 * @throws InputError BAD_EVENT when it is none
 */
export function requestOf(event: unknown): Request {
  const { rawPath, body, isBase64Encoded, headers, queryParameters, requestContext } = eventOf(event);
  try {
    const method = textOf(requestContext?.http?.method ?? 'GET').toUpperCase();
    const path = textOf(rawPath ?? requestContext?.http?.path ?? '/');
    const url = new URL(`https://function.invalid${path.startsWith('/') ? '' : '/'}${path}`);
    url.search = new URLSearchParams(Object.entries(queryParameters ?? {}).map(pairOf)).toString();
    const known = new Headers(Object.entries(headers ?? {}).map(pairOf));
    // What the client said of the body is of no use: it has come in whole, and may have been encoded on the way.
    known.delete('transfer-encoding');
    known.delete('content-length');
    const content =
      body === undefined || WITHOUT_BODY.has(method) ? undefined : bytesOf(textOf(body), isBase64Encoded);
    if (content) known.set('content-length', String(content.length));
    return new Request(url, { method, headers: known, ...(content && { body: content }) });
  } catch (cause) {
    throw new InputError('BAD_EVENT', 'the event is no HTTP request', { cause });
  }
}

/** What is no text is refused: of an object Node would make as many bytes as its `length` says. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`text is expected, not ${typeof value}`);
}

function pairOf([name, value]: readonly [string, unknown]): [string, string] {
  return [name, textOf(value)];
}

/** Turns an answer into what Function Compute takes: text as it is, unless it was packed. */
export async function answerOf(response: Response): Promise<HttpAnswer> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    if (!SET_BY_PLATFORM.has(name)) headers[name] = value;
  });
  const isBase64Encoded = response.headers.has('content-encoding');
  const body = isBase64Encoded
    ? Buffer.from(await response.arrayBuffer()).toString('base64')
    : await response.text();
  return { statusCode: response.status, headers, isBase64Encoded, body };
}

function eventOf(event: unknown): HttpEvent {
  const text = Buffer.isBuffer(event) || typeof event === 'string' ? event.toString() : '';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'requestContext' in value) return value as HttpEvent;
  } catch {
    // No JSON: as good as no event.
  }
  throw new InputError('BAD_EVENT', 'the event is no HTTP request');
}

function bytesOf(body: string, isBase64Encoded = false): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
}
