import type { CallName } from './calls.ts';
import type { Refusals, RefusalWord } from './faults.ts';
import type { Answer } from './loopback.ts';
import { Refusal } from './refusal.ts';

/** Codes and statuses of help.aliyun.com/zh/fc/developer-reference/error-codes. */
export const refusals = {
  functionNotFound: (name: string, service: string | undefined) =>
    new Refusal(
      404,
      'FunctionNotFound',
      service === undefined
        ? `function '${name}' does not exist.`
        : `function '${name}' does not exist in service '${service}'`,
    ),
  serviceNotFound: (name: string) => new Refusal(404, 'ServiceNotFound', `service '${name}' does not exist`),
  entityTooLarge: (most: number) =>
    new Refusal(400, 'EntityTooLarge', `payload size exceeds maximum allowed size (${most} bytes)`),
  invalidArgument: (what: string) => new Refusal(400, 'InvalidArgument', `${what} is invalid`),
  pathNotSupported: (method: string, path: string) =>
    new Refusal(400, 'PathNotSupported', `'${method}' against '${path}' is not supported`),
  /** The code is that of 2.0; nothing tells of another one in 3.0. */
  taskExists: (taskId: string) =>
    new Refusal(
      409,
      'StatefulAsyncInvocationAlreadyExists',
      `stateful async invocation '${taskId}' already exists`,
    ),
} as const;

const WORDS: Readonly<Record<RefusalWord, Refusal>> = {
  throttle: new Refusal(429, 'ResourceExhausted', 'the concurrency of the account exceeds its limit'),
  forbidden: new Refusal(403, 'AccessDenied', 'the caller is not authorized to perform this action'),
  'not-found': refusals.functionNotFound('ordered', undefined),
  error500: new Refusal(500, 'InternalServerError', 'an internal error has occurred. Please retry.'),
};

/** What Function Compute calls the refusals of the key ring. */
const KEY_CODES: Readonly<Record<string, readonly [status: number, code: string]>> = {
  IncompleteSignature: [400, 'MissingRequiredHeader'],
  'InvalidAccessKeyId.NotFound': [403, 'InvalidAccessKeyID'],
  SignatureDoesNotMatch: [403, 'SignatureNotMatch'],
  'InvalidSecurityToken.Expired': [403, 'AccessDenied'],
  'InvalidTimeStamp.Expired': [403, 'AccessDenied'],
  SignatureNonceUsed: [403, 'AccessDenied'],
};

/** A refusal as the API words it: 3.0 as all ROA APIs do, 2.0 in a way of its own. */
export function refused(refusal: Refusal, { product }: CallName, requestId: string): Answer {
  const { message } = refusal;
  const [status, code] = KEY_CODES[refusal.code] ?? [refusal.status, refusal.code];
  const body =
    product === 'fc2'
      ? { ErrorCode: code, ErrorMessage: message }
      : { RequestId: requestId, Code: code, Message: message };
  return { status, body: JSON.stringify(body), headers: { 'x-fc-request-id': requestId } };
}

/** How ordered faults are worded. */
export function orderedRefusals(nextId: () => string): Refusals {
  return {
    word: (word, call) => refused(WORDS[word], call, nextId()),
    refuse: (status, code, message, call) => refused(new Refusal(status, code, message), call, nextId()),
  };
}
