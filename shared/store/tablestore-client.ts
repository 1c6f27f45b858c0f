import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import type TableStore from 'tablestore';
import { reasonOf } from '../errors.ts';
import { masked } from '../sources/masked.ts';
import { RemoteError } from '../sources/remote-error.ts';
import { abortedError } from '../sources/retry.ts';
import { timeLimit } from '../time-limit.ts';
import { StoreError } from './store-error.ts';
import { remoteErrorOf } from './tablestore-trouble.ts';

/** The keys that a call is signed with. */
export interface TablestoreKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Where the client calls, and as whom. */
export interface TablestoreClientOptions {
  /** Of the instance: `https://INSTANCE.cn-hangzhou.vpc.tablestore.aliyuncs.com`. */
  readonly endpoint: string;
  readonly instance: string;
  /** Asked before each call: keys may change while the store is in use. */
  readonly credentials: () => Promise<TablestoreKeys>;
  readonly signal: AbortSignal;
  /** For one answer. */
  readonly timeoutMilliseconds: number;
}

/** The operations that are used, as the package names them, and what they give. */
export interface Operations {
  readonly createTable: { params: TableStore.CreateTableParams; result: unknown };
  readonly describeTable: {
    params: TableStore.DescribeTableParams;
    result: TableStore.DescribeTableResult & { readonly tableStatus: number };
  };
  readonly getRow: { params: TableStore.GetRowParams; result: TableStore.SingleRowResult };
  readonly putRow: { params: TableStore.PutRowParams; result: unknown };
  readonly updateRow: { params: TableStore.UpdateRowParams; result: unknown };
  readonly deleteRow: { params: TableStore.DeleteRowParams; result: unknown };
  readonly batchWriteRow: {
    params: { readonly tables: readonly { readonly tableName: string; readonly rows: readonly unknown[] }[] };
    result: TableStore.BatchWriteRowResult;
  };
  readonly getRange: { params: TableStore.GetRangeParams; result: TableStore.GetRangeResult };
}

/** Calls of one instance, each sent once. */
export interface TablestoreClient {
  /** One try. @throws RemoteError, or StoreError when there are no credentials or the client is closed */
  readonly call: <O extends keyof Operations>(
    operation: O,
    params: Operations[O]['params'],
    what: string,
  ) => Promise<Operations[O]['result']>;
  readonly close: () => void;
}

/** What the package's own types leave out. */
interface Requester {
  readonly makeRequest: (
    operation: string,
    params: unknown,
    callback: (error: unknown, data: unknown) => void,
  ) => { readonly on: (event: 'httpHeaders', listener: (...args: unknown[]) => void) => unknown };
}

const MOST_SOCKETS = 16;

/** Bytes of one answer. Tablestore sends 4 MB of rows at most. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Calls one Tablestore instance through the package `tablestore`, which is given no retries of its own: it cannot read
 * the codes of errors, and never tries a write again. The package sets `maxSockets` of Node's global agents and its own
 * number of retries for the whole process; the agent here is not the global one.
 */
export function tablestoreClient(options: TablestoreClientOptions): TablestoreClient {
  const { endpoint, instance, signal, timeoutMilliseconds } = options;
  if (!/^https?:\/\/[^/\s]+\/?$/.test(endpoint)) {
    throw new StoreError(
      'refused',
      'The endpoint of Tablestore must be like https://INSTANCE.REGION.ots.aliyuncs.com.',
    );
  }
  const agentOptions = { keepAlive: true, maxSockets: MOST_SOCKETS };
  const agent = endpoint.startsWith('https:') ? new TlsAgent(agentOptions) : new Agent(agentOptions);
  let closed = false;

  return {
    async call(operation, params, what) {
      const { default: sdk } = await import('tablestore');
      const keys = await keysOf(options);
      if (closed) throw new StoreError('unavailable', 'The store in Tablestore is closed.');
      if (signal.aborted) throw abortedError(what, signal);
      const limit = timeLimit(signal, timeoutMilliseconds);
      try {
        const client = new sdk.Client({
          endpoint,
          instancename: instance,
          accessKeyId: keys.accessKeyId,
          secretAccessKey: keys.accessKeySecret,
          ...(keys.securityToken && { securityToken: keys.securityToken }),
          maxRetries: 0,
          // All but the first two are handed on to Node's own http.request.
          httpOptions: Object.assign(
            { timeout: timeoutMilliseconds, maxSockets: 300 },
            { agent, signal: limit.signal },
          ),
        }) as unknown as Requester;
        return (await limit.race(answerTo(client, operation, params, what))) as never;
      } catch (error) {
        if (signal.aborted) throw abortedError(what, signal);
        if (limit.signal.aborted) throw new RemoteError('timeout', 'TIMEOUT', `${what}: no answer in time`);
        throw failureOf(error, what, keys);
      } finally {
        limit.end();
      }
    },
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

/** The package waits for ever for the rest of an answer that was cut off in its middle: so its stream is watched. */
function answerTo(client: Requester, operation: string, params: unknown, what: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = client.makeRequest(operation, params, (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
    request.on('httpHeaders', (_status, _headers, response) => {
      const { stream } = (response as { httpResponse: { stream: Readable } }).httpResponse;
      stream.once('aborted', () => reject(cutOff()));
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MOST_BYTES) return;
        const message = `${what}: the answer has more than ${MOST_BYTES} bytes`;
        reject(new RemoteError('refused', 'TOO_LARGE', message));
        stream.destroy();
      });
    });
  });
}

function cutOff(): Error {
  return Object.assign(new Error('the answer was cut off: ECONNRESET'), { code: 'NetworkingError' });
}

async function keysOf({ credentials, instance }: TablestoreClientOptions): Promise<TablestoreKeys> {
  try {
    return await credentials();
  } catch (error) {
    const message = `There are no credentials for the Tablestore instance ${instance}: ${reasonOf(error)}`;
    throw new StoreError('denied', message, { cause: error });
  }
}

function failureOf(error: unknown, what: string, keys: TablestoreKeys): unknown {
  if (error instanceof RemoteError) return error;
  return remoteErrorOf(error, what, (text) => withoutSecrets(text, keys));
}

function withoutSecrets(text: string, { accessKeyId, accessKeySecret, securityToken = '' }: TablestoreKeys) {
  return masked(text, [accessKeySecret, securityToken, accessKeyId]);
}
