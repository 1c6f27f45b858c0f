import { attempt } from '../sources/alicloud/attempt.ts';
import type { Keys } from '../sources/alicloud/options.ts';
import { RemoteError } from '../sources/remote-error.ts';
import { withRetry } from '../sources/retry.ts';
import type { Invoker, Payload } from './invoker.ts';

/** Where functions are invoked, and with whose keys. */
export interface FunctionComputeOptions {
  /** The cloud account that the functions belong to. */
  readonly accountId: string;
  readonly regionId: string;
  /** Instead of the public one: `http://127.0.0.1:1234`. */
  readonly endpoint?: string;
  readonly keys: Keys;
  /** Ends every call. */
  readonly signal: AbortSignal;
}

/** One attempt to ask for an asynchronous invocation. */
export type SendInvocation = (functionName: string, payload: string, taskId: string) => Promise<unknown>;

const CONNECT_MILLISECONDS = 5_000;
const READ_MILLISECONDS = 10_000;
/** HTTP status for a task id that was used before: that invocation was taken. */
const TAKEN_BEFORE = 409;

/** An invoker over one client: tried again where that helps, and errors without secrets. */
export function invokerOf(send: SendInvocation, { regionId, keys, signal }: FunctionComputeOptions): Invoker {
  const { accessKeyId, accessKeySecret, securityToken = '' } = keys;
  const context = {
    accountName: 'the functions',
    secrets: () => [accessKeyId, accessKeySecret, securityToken].filter((secret) => secret !== ''),
    timeouts: { connect: CONNECT_MILLISECONDS, read: READ_MILLISECONDS },
    onCall: undefined,
  };
  return {
    invoke: async (functionName, payload: Payload, taskId) => {
      const target = { product: 'fc', regionId, action: 'InvokeFunction' } as const;
      const once = () =>
        attempt(target, context, signal, () => send(functionName, JSON.stringify(payload), taskId));
      try {
        await withRetry(once, { what: `InvokeFunction of ${functionName}`, signal });
      } catch (error) {
        if (error instanceof RemoteError && error.status === TAKEN_BEFORE) return;
        throw error;
      }
    },
  };
}
