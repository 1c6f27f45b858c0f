import Cs from '@alicloud/cs20151215';
import OpenApi, { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import { onTestFinished } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import type { CloudAccount } from '../servers/accounts.ts';
import { type Cloud, type CloudOptions, startCloud } from '../servers/cloud.ts';

/** A JSON object of the API. */
export type Body = Record<string, unknown>;

export interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export const REGION = 'cn-hangzhou';

/** Three clusters in two regions. */
export const { snapshot: SNAPSHOT } = generateFleet({
  seed: 7,
  clusters: 3,
  services: 240,
  unrelatedLoadBalancers: 40,
  regions: [REGION, 'cn-beijing'],
});

/** The account that owns them. Its secret has signs that want encoding. */
export const ACCOUNT: CloudAccount = {
  name: 'main',
  accountId: '100',
  accessKeyId: 'LTAImain',
  accessKeySecret: 'secret (of) main*',
  regions: SNAPSHOT.regions,
  clusters: SNAPSHOT.clusters.map(({ kubernetes: _, ...cluster }) => ({ ...cluster, ccmVersion: 'v2.9.1' })),
};

/** A cloud of that account, or of others, that ends with the test. */
export async function cloudOf(options: Partial<CloudOptions> = {}): Promise<Cloud> {
  const cloud = await startCloud({ accounts: [ACCOUNT], ...options });
  onTestFinished(() => cloud.close());
  return cloud;
}

const VERSIONS: Readonly<Record<string, string>> = {
  DescribeNetworkInterfaces: '2014-05-26',
  DescribeVpcs: '2016-04-28',
  AssumeRole: '2015-04-01',
};

/** The answer to an RPC call of the real client core. */
export async function ask(
  cloud: Cloud,
  action: string,
  query: Body = {},
  keys: Keys = ACCOUNT,
): Promise<Body> {
  const params = new $OpenApiUtil.Params({
    action,
    version: VERSIONS[action] ?? '2014-05-15',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({
    query: OpenApiUtil.query({ RegionId: REGION, ...query }),
  });
  const client = new (classOf(OpenApi))(clientConfig(cloud, keys));
  return (await client.callApi(params, request, new RuntimeOptions({}))).body;
}

/** The real client of the container service. */
export function csClient(cloud: Cloud) {
  return new (classOf(Cs))(clientConfig(cloud, ACCOUNT));
}

function clientConfig(cloud: Cloud, keys: Keys): $OpenApiUtil.Config {
  const { host, protocol } = new URL(cloud.url);
  return new $OpenApiUtil.Config({
    accessKeyId: keys.accessKeyId,
    accessKeySecret: keys.accessKeySecret,
    ...(keys.securityToken !== undefined && { securityToken: keys.securityToken }),
    regionId: REGION,
    endpoint: host,
    protocol: protocol.slice(0, -1).toUpperCase(),
    // On a connection that is used again the time to connect is the one that ends a silent call.
    readTimeout: 2000,
    connectTimeout: 2000,
  });
}

/** The default export of a CommonJS package: Node wraps it once more, the test runner does not. */
export function classOf<T>(module: { readonly default: T }): T {
  return module.default ?? (module as unknown as T);
}

/** How a call ends: the code of its error, or OK. */
export function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    (error: Error & { code?: string }) => error.code ?? error.name,
  );
}

/** The list at a path of an answer. */
export function at(body: unknown, ...path: string[]): Body[] {
  return path.reduce((value, key) => (value as Body)[key], body) as Body[];
}
