import { reasonOf } from '../errors.ts';
import { RemoteError, type RemoteKind } from '../sources/remote-error.ts';
import { StoreError, type StoreTrouble } from './store-error.ts';

/** Codes of Tablestore for trouble that passes; `throttled` is given more tries. */
const PASSING: Readonly<Record<string, RemoteKind>> = {
  OTSServerBusy: 'throttled',
  OTSNotEnoughCapacityUnit: 'throttled',
  OTSOperationThrottled: 'throttled',
  OTSInternalServerError: 'unavailable',
  OTSServerUnavailable: 'unavailable',
  OTSPartitionUnavailable: 'unavailable',
  OTSTableNotReady: 'unavailable',
  OTSRowOperationConflict: 'unavailable',
  OTSTimeout: 'unavailable',
  OTSRequestTimeout: 'unavailable',
};
const LASTING: Readonly<Record<string, RemoteKind>> = {
  OTSAuthFailed: 'denied',
  OTSNoPermissionAccess: 'denied',
  OTSObjectNotExist: 'gone',
};
/** The one sort of a full quota that passes: more than 10 operations on tables in a second. */
const TOO_FREQUENT = /too frequent/i;

/** A condition of a write did not hold. */
export const CONDITION_FAILED = 'OTSConditionCheckFail';
/** The table to be made is there. */
export const ALREADY_THERE = 'OTSObjectAlreadyExist';
/** There is no such table. */
export const NOT_THERE = 'OTSObjectNotExist';

/** A code, its text's tag, and the text's length of one byte or of two that were no UTF-8: protobuf, read as text. */
const CODE_AND_TEXT = /(OTS[A-Za-z]+)(?:\p{Cc}\uFFFD?.)?(.*)/su;
const REQUEST_ID = / requestId:(\S*)$/;
const NETWORK_CODE = /\bE[A-Z]{4,}\b/;

/**
 * What a failed call of the package `tablestore` is. Of an answer that is an error the package keeps only the HTTP
 * status as `code`, and the undecoded body as the message: Tablestore's own code is read out of that.
 */
export function remoteErrorOf(
  thrown: unknown,
  what: string,
  hide: (text: string) => string = (text) => text,
): RemoteError {
  const { code, name } = (thrown ?? {}) as { code?: unknown; name?: unknown };
  const message = reasonOf(thrown);
  const [, word, text = ''] = CODE_AND_TEXT.exec(message) ?? [];
  const status = typeof code === 'number' ? code : undefined;
  if (word !== undefined) return codedError(word, hide(text), what, status);
  if (name === 'TimeoutError')
    return new RemoteError('timeout', 'TIMEOUT', `${what}: no answer in time`, { cause: thrown });
  if (code === 'NetworkingError') {
    const reason = NETWORK_CODE.exec(message)?.[0] ?? 'NETWORK';
    return new RemoteError('unreachable', reason, `${what}: ${hide(message)}`, { cause: thrown });
  }
  if (status !== undefined || typeof code === 'string') {
    const [kind, told] = code === 403 || code === 'Forbidden' ? DENIED : UNKNOWN;
    const error = `HTTP ${code}`;
    return new RemoteError(kind, error, `${what}: ${error}${told}`, {
      ...(status !== undefined && { status }),
    });
  }
  return new RemoteError('unavailable', 'GARBLED', `${what}: an answer that is none of Tablestore's`, {
    cause: thrown,
  });
}

const DENIED = ['denied', ''] as const;
const UNKNOWN = ['unavailable', " with an answer that is none of Tablestore's"] as const;

/** The error of a code that Tablestore gave, for a whole call or for one row of a batch. */
export function codedError(code: string, text: string, what: string, status?: number): RemoteError {
  const readable = text
    .replace(REQUEST_ID, (_, id: string) => (id ? ` (request ${id})` : ''))
    .replace(/[\p{Cc}\uFFFD]+/gu, ' ')
    .trim();
  return new RemoteError(kindOf(code, readable), code, `${what}: ${code}${readable && `: ${readable}`}`, {
    ...(status !== undefined && { status }),
  });
}

/** What a failed call means to who uses the store. */
export function storeErrorOf(error: RemoteError, instance: string): StoreError {
  const [trouble, advice] = meaningOf(error, instance);
  return new StoreError(trouble, `Tablestore: ${error.message}.${advice}`, { cause: error });
}

function kindOf(code: string, text: string): RemoteKind {
  if (code === 'OTSQuotaExhausted') return TOO_FREQUENT.test(text) ? 'throttled' : 'refused';
  return PASSING[code] ?? LASTING[code] ?? 'refused';
}

function meaningOf({ kind, remoteCode }: RemoteError, instance: string): [StoreTrouble, string] {
  switch (kind) {
    case 'denied':
      return [
        'denied',
        ` See that the key may use the instance ${instance} (RAM), and that the network may: a new instance refuses ` +
          'public access until its ACL allows it.',
      ];
    case 'gone':
      return ['missing', ` Make the tables in the instance ${instance}: \`ccm-preflight store init\`.`];
    case 'refused':
      return ['refused', ''];
    case 'unreachable':
      return [
        'unavailable',
        remoteCode === 'ENOTFOUND'
          ? ` See that the endpoint is right, and that the instance ${instance} is in its region.`
          : '',
      ];
    default:
      return ['unavailable', ''];
  }
}
