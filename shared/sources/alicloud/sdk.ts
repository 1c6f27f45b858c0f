import type CredentialNamespace from '@alicloud/credentials';
import type { $OpenApiUtil } from '@alicloud/openapi-core';
import { lookAfterAnswers } from './answered.ts';
import type { Raw } from './answers.ts';
import type { Endpoint } from './endpoints.ts';
import type { Keys, Timeouts } from './options.ts';

/** How a client of the SDK is set up. */
export interface ClientOptions {
  /** Public ones that the SDK knows itself are left out. */
  readonly endpoint: Endpoint | undefined;
  readonly regionId: string;
  /** Asked at every call: temporary keys change. */
  readonly keys: () => Promise<Keys>;
  readonly timeouts: Timeouts;
}

/** One RPC call: its answer as parsed from JSON. */
export type SendRpc = (version: string, action: string, query: Raw) => Promise<unknown>;

/**
 * A client for RPC calls: signed, over kept connections, never tried again by itself. The SDK is loaded here and not
 * sooner: it is slow to load, and a scan of a file needs none of it.
 */
export async function rpcClient(options: ClientOptions): Promise<SendRpc> {
  const [{ default: core, $OpenApiUtil: util, OpenApiUtil: helper }, { RuntimeOptions }] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@darabonba/typescript'),
  ]);
  const client = new core.default(await clientConfig(options));
  const runtime = new RuntimeOptions({});
  return async (version, action, query) => {
    const params = new util.Params({
      action,
      version,
      protocol: 'HTTPS',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const request = new util.OpenApiRequest({ query: helper.query(query) });
    const answer = await client.callApi(params, request, runtime);
    return answer.body;
  };
}

/** The Config that all clients of the SDK take. */
export async function clientConfig(options: ClientOptions): Promise<$OpenApiUtil.Config> {
  const [{ $OpenApiUtil: util }, { default: credentials }] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@alicloud/credentials'),
  ]);
  lookAfterAnswers();
  const { endpoint, regionId, keys, timeouts } = options;
  return new util.Config({
    ...endpoint,
    regionId,
    credential: credentialOf(credentials, keys),
    // The SDK takes this for the time that a connection may be silent: less than `read` would cut off slow answers.
    connectTimeout: Math.max(timeouts.connect, timeouts.read),
    readTimeout: timeouts.read,
    userAgent: 'ccm-preflight',
  });
}

/** Our keys in the shape in which the SDK asks for them. */
function credentialOf(sdk: typeof CredentialNamespace, keys: () => Promise<Keys>) {
  const providerName = 'default';
  return new sdk.default(null, {
    getProviderName: () => providerName,
    getCredentials: async () => ({ ...(await keys()), providerName }),
  });
}
