import { sleepMilliseconds } from '../../sleep.ts';
import { timeLimit } from '../../time-limit.ts';
import type { CallEvent, CallObserver } from '../observer.ts';
import { RemoteError } from '../remote-error.ts';
import { withRetry } from '../retry.ts';
import { objectIn, type Page, pageIn } from './answers.ts';
import { type Call, type ListCall, nameOf, type ObjectCall, pathOf } from './calls.ts';
import { type HttpAnswer, httpGet } from './http-get.ts';
import { retryAfter } from './retry-after.ts';
import type { Access, Credentials } from './sign-in.ts';
import type { Asked } from './status-faults.ts';
import { signInTimeoutFault, timeoutFault, transportFault } from './transport-faults.ts';

/** GET on one API server, tried again where that can help. Both throw RemoteError. */
export interface ApiServer {
  /** Undefined where the API server says that there is no such object. */
  readonly object: (call: ObjectCall) => Promise<unknown>;
  /** `continueToken`: what the page before gave. */
  readonly page: (call: ListCall, continueToken: string | undefined) => Promise<Page>;
}

/** What the calls to one API server have in common. */
interface ApiServerOptions {
  readonly clusterId: string;
  readonly regionId: string;
  readonly signal: AbortSignal;
  readonly onCall?: CallObserver | undefined;
  /** Milliseconds for one attempt, sign-in and body included. */
  readonly requestTimeout: number;
  /** Objects of one page. */
  readonly pageSize: number;
  /** Bytes of one answer. */
  readonly mostBytes: number;
}

/** The part of an attempt's time in which its connection must stand: who cannot connect need not wait for all of it. */
const CONNECTING = 1 / 3;

type Read<T> = (answer: HttpAnswer, asked: Asked) => T;

/** The API server behind an access. */
export function apiServer(access: Access, options: ApiServerOptions): ApiServer {
  const server = `the API server of cluster ${options.clusterId} (${new URL(access.server).host})`;

  function object(call: ObjectCall): Promise<unknown> {
    return attempts(call, '', objectIn);
  }

  function page(call: ListCall, continueToken: string | undefined): Promise<Page> {
    // No resourceVersion: the list is to be as the API server's store has it now, not as a cache had it once.
    const search = new URLSearchParams({
      limit: String(options.pageSize),
      ...(call.labelSelector !== undefined && { labelSelector: call.labelSelector }),
      ...(continueToken !== undefined && { continue: continueToken }),
    });
    return attempts(call, `?${search}`, pageIn);
  }

  function attempts<T>(call: Call, search: string, read: Read<T>): Promise<T> {
    const url = new URL(`${access.server}${pathOf(call)}${search}`);
    let wait = 0;
    const once = () => {
      wait = 0;
      return attempt(url, call, (answer, asked) => {
        wait = retryAfter(answer.headers);
        return read(answer, asked);
      });
    };
    return withRetry(() => observed(call, once), {
      what: `${nameOf(call)} of cluster ${options.clusterId}`,
      signal: options.signal,
      sleep: (milliseconds, signal) => sleepMilliseconds(Math.max(milliseconds, wait), signal),
    });
  }

  async function attempt<T>(url: URL, call: Call, read: Read<T>): Promise<T> {
    const { requestTimeout, mostBytes } = options;
    const limit = timeLimit(options.signal, requestTimeout);
    let known: Credentials | undefined;
    try {
      known = await limit.race(access.credentials());
      const { secrets, ...credentials } = known;
      const connectTimeout = requestTimeout * CONNECTING;
      const answer = await httpGet(url, { ...credentials, connectTimeout, mostBytes, signal: limit.signal });
      return read(answer, { server, call, secrets });
    } catch (thrown) {
      if (thrown instanceof RemoteError) throw thrown;
      if (!limit.signal.aborted) throw transportFault(thrown, server);
      throw known
        ? timeoutFault(server, requestTimeout)
        : signInTimeoutFault(options.clusterId, requestTimeout);
    } finally {
      limit.end();
    }
  }

  async function observed<T>(call: Call, run: () => Promise<T>): Promise<T> {
    const start = performance.now();
    let outcome: CallEvent['outcome'] = 'failed';
    try {
      const result = await run();
      outcome = 'ok';
      return result;
    } catch (thrown) {
      if (thrown instanceof RemoteError && thrown.kind === 'throttled') outcome = 'throttled';
      throw thrown;
    } finally {
      options.onCall?.({
        owner: options.clusterId,
        product: 'kubernetes',
        api: nameOf(call),
        regionId: options.regionId,
        outcome,
        duration: performance.now() - start,
      });
    }
  }

  return { object, page };
}
