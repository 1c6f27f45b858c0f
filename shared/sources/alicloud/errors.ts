import { reasonOf } from '../../errors.ts';
import { RemoteError, type RemoteKind } from '../remote-error.ts';
import { objectOf, textOf } from './answers.ts';
import type { CallTarget } from './options.ts';
import { safeText } from './safe-text.ts';

/** Whose call failed, and what must not be told of it. */
interface ErrorContext {
  readonly accountName: string;
  readonly secrets: readonly string[];
}

/** Codes of the APIs by what they mean, first match counts: a code says more than the HTTP status it comes with. */
const KINDS_OF_CODES: readonly (readonly [RegExp, RemoteKind])[] = [
  [/Throttling|^FlowControl/i, 'throttled'],
  [
    /^(ServiceUnavailable|SystemBusy|InternalError|InternalInvokeError|OperationBusy|ServiceIsConfiguring|ServiceIsStopping|VServerGroupProcessing|BackendServer\.configuring|SignatureNonceUsed)/,
    'unavailable',
  ],
  [/^RequestTimeout/, 'timeout'],
  [
    /^(Forbidden|NoPermission|InvalidAccessKeyId|InvalidSecurityToken|SignatureDoesNotMatch|IncompleteSignature|InvalidCredentials)/,
    'denied',
  ],
  // An API, a version or a region that does not exist is a fault of the call, and says nothing of what it asked for.
  [/^Invalid(Action|Api|Version|Product|RegionId|Region)\b/i, 'refused'],
  [/NotFound|NotExist/, 'gone'],
];

const BAD_KEY =
  /^(InvalidAccessKeyId|InvalidSecurityToken|SignatureDoesNotMatch|IncompleteSignature|InvalidCredentials)/;

/** Codes of Node for a connection that could not be made or did not last, and for certificates. */
const NO_CONNECTION =
  /^(E(?!RR_)[A-Z_]+|ERR_(TLS|SSL|SOCKET)_\w+|[A-Z_]*(CERT|SIGNATURE|ISSUER|CRL)[A-Z_]*)$/;

/**
 * How the SDK complains of a field that has another type than its models declare, and stumbles over an answer that is
 * `null`. Any other TypeError is a fault of ours and not to be taken for one of the server.
 */
const NOT_UNDERSTOOD = /is mismatch, expect|can not cast|Cannot read properties of null/;

/**
 * What the SDK threw, as one of ours. Neither its message nor its cause holds the SDK's error: that one carries
 * headers, tokens and URLs.
 */
export function remoteErrorOf(thrown: unknown, target: CallTarget, context: ErrorContext): RemoteError {
  if (thrown instanceof RemoteError) return thrown;
  const error = objectOf(thrown) ?? {};
  const status = typeof error.statusCode === 'number' ? error.statusCode : undefined;
  if (status !== undefined) return answeredError(error, status, target, context);
  const said = (text: string) => safeText(text, context.secrets);
  const name = nameOf(target);
  const code = textOf(error.code) ?? '';
  if (error.name === 'RequestTimeoutError') {
    return new RemoteError('timeout', 'TIMEOUT', `${name}: no answer in time`);
  }
  // The parser's message quotes the answer, which may hold a secret.
  if (thrown instanceof SyntaxError || NOT_UNDERSTOOD.test(reasonOf(thrown))) return notUnderstood(target);
  if (NO_CONNECTION.test(code) || /socket hang up|aborted|disconnected/.test(reasonOf(thrown))) {
    const word = code || 'ECONNRESET';
    const cause = new Error(said(reasonOf(thrown)));
    const whither = whitherOf(target, said(textOf(error.hostname) ?? ''));
    return new RemoteError('unreachable', word, `${name}: no connection${whither} (${word})`, { cause });
  }
  return new RemoteError('refused', code || 'FAILED', `${name}: ${said(reasonOf(thrown))}`);
}

/** To which host, as far as it is known: of a name that DNS does not know the error tells. */
function whitherOf({ host }: CallTarget, hostname: string): string {
  const known = host ?? hostname;
  return known === '' ? '' : ` to ${known}`;
}

/** An answer that is no JSON, or not the JSON that the API is known for: a gateway's page, half an answer. */
export function notUnderstood(
  target: CallTarget,
  what = 'the answer is not what the API sends',
): RemoteError {
  return new RemoteError('unavailable', 'BAD_ANSWER', `${nameOf(target)}: ${what}`);
}

/** Whether a code is for the key itself: no permission would mend it. */
export function isBadKey(code: string): boolean {
  return BAD_KEY.test(code);
}

/** How messages name a call. */
export function nameOf({ action, regionId, product }: CallTarget): string {
  return product === 'sts' ? action : `${action} in ${regionId}`;
}

function answeredError(
  error: Readonly<Record<string, unknown>>,
  status: number,
  target: CallTarget,
  context: ErrorContext,
): RemoteError {
  const body = objectOf(error.data) ?? {};
  // The SDK writes a missing code as the word "undefined".
  const given = textOf(body.Code) ?? textOf(body.code) ?? '';
  const code = given === '' ? `HTTP ${status}` : safeText(given, context.secrets);
  const text = safeText(textOf(body.Message) ?? textOf(body.message) ?? '', context.secrets);
  const kind = kindOf(given, status, text);
  const advice = kind === 'denied' ? adviceOn(code, error, target, context) : '';
  const request = safeText(textOf(error.requestId) ?? '', context.secrets);
  return new RemoteError(
    kind,
    code,
    `${nameOf(target)}: ${code}${text === '' ? '' : ` (${text.replace(/[.。]$/, '')})`}${advice}`,
    { status, cause: new Error(`HTTP ${status}, request id ${request || 'unknown'}`) },
  );
}

function kindOf(code: string, status: number, text: string): RemoteKind {
  const known = KINDS_OF_CODES.find(([pattern]) => pattern.test(code))?.[1];
  if (known) return known;
  if (status === 429) return 'throttled';
  if (status === 401 || status === 403) return 'denied';
  if (/(does not|doesn't|not) exist/i.test(text)) return 'gone';
  // Without a code of the API it is some gateway that knows no such path.
  if (status === 404) return code === '' ? 'unavailable' : 'refused';
  if (status === 408) return 'timeout';
  return status >= 500 || status === 449 ? 'unavailable' : 'refused';
}

/** What to do about it: the access key, or the RAM action that is missing. */
function adviceOn(
  code: string,
  error: Readonly<Record<string, unknown>>,
  { product, action }: CallTarget,
  { accountName }: ErrorContext,
): string {
  if (isBadKey(code)) return `; check the access key of account ${accountName}`;
  const detail = objectOf(error.accessDeniedDetail) ?? {};
  // Only words: the rest of the detail names people and holds an encoded message.
  const [ramAction, noPermission, policy] = [
    detail.AuthAction,
    detail.NoPermissionType,
    detail.PolicyType,
  ].map((value) => (typeof value === 'string' && /^[\w:-]{1,80}$/.test(value) ? value : undefined));
  const why = [noPermission, policy].filter((word) => word !== undefined).join(', ');
  return `; RAM must allow ${ramAction ?? `${product}:${action}`} to account ${accountName}${why === '' ? '' : ` (${why})`}`;
}
