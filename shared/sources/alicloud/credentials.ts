import { RemoteError } from '../remote-error.ts';
import { assumeRole, type TemporaryKeys } from './assume-role.ts';
import { type AttemptContext, attempt } from './attempt.ts';
import { type Endpoint, publicEndpoint } from './endpoints.ts';
import type { AccountOptions, CallTarget, Keys } from './options.ts';
import { rpcClient, type SendRpc } from './sdk.ts';

/** Temporary keys are changed for new ones this long before they end. */
const AHEAD_MILLISECONDS = 5 * 60_000;

/** While old keys still serve, and new ones could not be had, this long passes before the next try. */
const NEXT_TRY_MILLISECONDS = 30_000;

const ASSUME_ROLE = {
  product: 'sts',
  regionId: 'global',
  action: 'AssumeRole',
} as const satisfies CallTarget;

/** The keys of one account, for as long as the scan takes. */
export interface CredentialSource {
  /**
   * Keys that are valid now. Callers at one time share one call to get them, which is sent once: they try again.
   * @throws RemoteError `denied` where there are none, or the role is not ours to take
   */
  readonly keys: () => Promise<Keys>;
}

/**
 * Keys as the options say, STS being at the given endpoint or its public one. `remember` is told of every secret that
 * comes up; `now` is in milliseconds since the epoch.
 */
export function createCredentials(
  options: AccountOptions,
  context: AttemptContext,
  sts: Endpoint | undefined,
  remember: (keys: Keys) => void,
  now: () => number = Date.now,
): CredentialSource {
  const { credentials } = options;
  if (credentials.kind === 'keys') {
    remember(credentials);
    return { keys: async () => credentials };
  }
  if (credentials.kind === 'default') return { keys: shared(defaultChain(options.name, remember)) };
  const { via } = credentials;
  if (via) remember(via);
  const base = via ? async () => via : shared(defaultChain(options.name, remember));
  const endpoint = sts ?? publicEndpoint('sts', ASSUME_ROLE.regionId);
  const target = { ...ASSUME_ROLE, host: endpoint.endpoint };
  const client = stsClient(endpoint, context, base);
  const take = async () => {
    const send = await client();
    try {
      const once = () => assumeRole(send, credentials);
      const taken = await attempt(target, context, options.signal, once);
      remember(taken.keys);
      return taken;
    } catch (thrown) {
      throw deniedRole(thrown);
    }
  };
  return { keys: renewed(take, now) };
}

/**
 * The keys that the official clients find by themselves, for what belongs to no account of the config.
 * @param name whose keys they are, for messages
 */
export function defaultKeys(name: string): () => Promise<Keys> {
  return shared(defaultChain(name, () => undefined));
}

/** What the official clients find: kept by them, and renewed by them where it ends. */
function defaultChain(accountName: string, remember: (keys: Keys) => void): () => Promise<Keys> {
  let chain: Promise<() => Promise<Keys>> | undefined;
  let everFound = false;
  return async () => {
    try {
      chain ??= openDefaultChain();
      const keys = await (await chain)();
      everFound = true;
      remember(keys);
      return keys;
    } catch {
      // It stays with the last place it looked at; a new one looks at all of them again.
      chain = undefined;
      throw noneFound(accountName, everFound);
    }
  };
}

/** Where the default chain looks, in its order: @alicloud/credentials, providers/default. */
const DEFAULT_PLACES =
  'neither in ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (with ALIBABA_CLOUD_SECURITY_TOKEN for temporary keys), ' +
  'nor in a profile (~/.aliyun/config.json, ~/.alibabacloud/credentials), nor from the role of this machine';

/** The SDK's own message says of each place why there are none, and may quote what it found. */
function noneFound(accountName: string, everFound: boolean): RemoteError {
  // What was there once is there still: whoever gives it out does not answer now.
  if (everFound) {
    return new RemoteError(
      'unreachable',
      'NO_CREDENTIALS',
      `the credentials of account ${accountName} could not be renewed`,
    );
  }
  return new RemoteError(
    'denied',
    'NO_CREDENTIALS',
    `no credentials found for account ${accountName}: ${DEFAULT_PLACES}`,
  );
}

async function openDefaultChain(): Promise<() => Promise<Keys>> {
  const { default: sdk } = await import('@alicloud/credentials');
  const credential = new sdk.default();
  return async () => {
    const { accessKeyId, accessKeySecret, securityToken } = await credential.getCredential();
    if (!accessKeyId || !accessKeySecret) throw new Error('no keys');
    return { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
  };
}

function stsClient(
  endpoint: Endpoint,
  { timeouts }: AttemptContext,
  keys: () => Promise<Keys>,
): () => Promise<SendRpc> {
  let client: Promise<SendRpc> | undefined;
  return () => {
    client ??= rpcClient({ endpoint, regionId: ASSUME_ROLE.regionId, keys, timeouts });
    return client;
  };
}

/** Whatever STS says no with, the account cannot be read: there is no role, or it is not ours. */
function deniedRole(thrown: unknown): unknown {
  if (!(thrown instanceof RemoteError) || (thrown.kind !== 'gone' && thrown.kind !== 'refused'))
    return thrown;
  const { remoteCode, message, status, cause } = thrown;
  return new RemoteError('denied', remoteCode, message, { cause, ...(status !== undefined && { status }) });
}

/** One call at a time, whose result all who ask meanwhile get. */
function shared<T>(get: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= get().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Temporary keys, taken anew ahead of their end. */
function renewed(take: () => Promise<TemporaryKeys>, now: () => number): () => Promise<Keys> {
  let current: TemporaryKeys | undefined;
  let renewAt = Number.NEGATIVE_INFINITY;
  const renew = shared(async () => {
    try {
      current = await take();
      renewAt = current.expiresAt - AHEAD_MILLISECONDS;
    } catch (thrown) {
      if (current === undefined || now() >= current.expiresAt - NEXT_TRY_MILLISECONDS) throw thrown;
      renewAt = now() + NEXT_TRY_MILLISECONDS;
    }
    return current.keys;
  });
  return async () => (current && now() < renewAt ? current.keys : renew());
}
