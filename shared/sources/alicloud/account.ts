import { setMaxListeners } from 'node:events';
import { once } from '../../once.ts';
import { untilAborted } from '../../time-limit.ts';
import { createLimiter, type Limiter } from '../limiter.ts';
import { withRetry } from '../retry.ts';
import type { Raw } from './answers.ts';
import { objectOf } from './answers.ts';
import { type AttemptContext, attempt } from './attempt.ts';
import { createCredentials } from './credentials.ts';
import { givenEndpoints, publicEndpoint } from './endpoints.ts';
import { nameOf, notUnderstood } from './errors.ts';
import type { AccountOptions, CallTarget, Product } from './options.ts';
import { type ClientOptions, rpcClient, type SendRpc } from './sdk.ts';

export type { AccountOptions } from './options.ts';

const VERSIONS = { slb: '2014-05-15', ecs: '2014-05-26', vpc: '2016-04-28' } as const;

const CONNECT_MILLISECONDS = 5_000;
const READ_MILLISECONDS = 10_000;

/** A call of an RPC product. */
interface RpcRequest {
  readonly product: keyof typeof VERSIONS;
  readonly regionId: string;
  readonly action: string;
  /** Lists become `Name.1`, `Name.2`, …; RegionId is put in. */
  readonly query?: Raw;
  /** Keys that a whole answer has. One that lacks any is tried again. */
  readonly expect?: readonly string[];
}

/** An account of the cloud: whose calls share keys and limits. */
export interface CloudAccount {
  /** The answer's body. Throws RemoteError. */
  readonly call: (request: RpcRequest) => Promise<Raw>;
  /** Any other call on the same path: limits, tries, errors, observer. `send` is one attempt. Throws RemoteError. */
  readonly perform: <T>(target: CallTarget, send: () => Promise<T>) => Promise<T>;
  /** How to set up a client for the product in the region. */
  readonly clientOptions: (product: Product, regionId: string) => ClientOptions;
}

/**
 * Opens an account. Nothing is sent, and no SDK loaded, before the first call.
 * @throws PreflightError BAD_CONFIG for an endpoint that is none
 */
export function createAccount(options: AccountOptions): CloudAccount {
  const { name, limits, signal } = options;
  // Every call under way listens to it.
  setMaxListeners(0, signal);
  const given = givenEndpoints(options);
  const secrets = new Set<string>();
  const context: AttemptContext = {
    accountName: name,
    secrets: () => [...secrets],
    timeouts: { connect: CONNECT_MILLISECONDS, read: READ_MILLISECONDS, ...options.timeouts },
    onCall: options.onCall,
  };
  const credentials = createCredentials(options, context, given.sts, (keys) => {
    secrets.add(keys.accessKeyId).add(keys.accessKeySecret);
    if (keys.securityToken) secrets.add(keys.securityToken);
  });
  const limiters = new Map<string, Limiter>();
  const clients = new Map<string, Promise<SendRpc>>();

  function limiterOf({ product, regionId, action }: CallTarget): Limiter | undefined {
    if (product === 'sts' || product === 'fc') return undefined;
    return once(limiters, `${product}/${regionId}/${action}`, () => createLimiter(limits[product]));
  }

  function clientOptions(product: Product, regionId: string): ClientOptions {
    const known = product === 'cs' ? undefined : publicEndpoint(product, regionId);
    const endpoint = given[product] ?? known;
    return { endpoint, regionId, keys: credentials.keys, timeouts: context.timeouts };
  }

  function hostOf({ product, regionId }: CallTarget): { readonly host?: string } {
    const endpoint =
      product === 'sts' || product === 'fc' ? undefined : clientOptions(product, regionId).endpoint;
    return endpoint ? { host: endpoint.endpoint } : {};
  }

  function perform<T>(target: CallTarget, send: () => Promise<T>): Promise<T> {
    const limiter = limiterOf(target);
    const placed = { ...hostOf(target), ...target };
    const tryIt = () => attempt(placed, context, signal, send);
    const work = async () => {
      // Before its turn: keys that are long in coming would let many turns pass, and then all calls start at once.
      await untilAborted(credentials.keys(), signal);
      return limiter ? limiter.run(tryIt, signal) : tryIt();
    };
    return withRetry(work, { what: nameOf(target), signal });
  }

  return {
    perform,
    clientOptions,
    call: async (request) => {
      const { product, regionId, action, query, expect = [] } = request;
      const target = { product, regionId, action };
      const send = await once(clients, `${product}/${regionId}`, () =>
        rpcClient(clientOptions(product, regionId)),
      );
      return perform(target, async () => {
        const answer = objectOf(await send(VERSIONS[product], action, { RegionId: regionId, ...query }));
        if (!answer) throw notUnderstood(target);
        const lacking = expect.find((key) => answer[key] === undefined || answer[key] === null);
        if (lacking !== undefined) throw notUnderstood(target, `the answer lacks ${lacking}`);
        return answer;
      });
    },
  };
}
