import type { Account, ConfiguredCluster, Credentials, Endpoints, KeyCredentials } from './config.ts';
import { DEFAULT_SESSION_NAME } from './defaults.ts';
import { endpointUrl, kubeconfigRef, type PathBase, secretRef } from './references.ts';
import type { ConfigFile } from './schema.ts';

type AccountEntry = ConfigFile['accounts'][number];
type CredentialsEntry = Exclude<NonNullable<AccountEntry['credentials']>, 'default'>;
type KeysEntry = Extract<CredentialsEntry, { accessKeyId: string }>;
type ClusterEntry = Extract<AccountEntry['clusters'], readonly unknown[]>[number];

/** A checked account with its defaults: the default credential chain, and all clusters that can be discovered. */
export function accountOf(entry: AccountEntry, base: PathBase): Account {
  return {
    name: entry.name,
    credentials: credentialsOf(entry.credentials ?? 'default'),
    regions: entry.regions,
    endpoints: endpointsOf(entry.endpoints ?? {}),
    clusters: clustersOf(entry.clusters ?? 'discover', base),
  };
}

function credentialsOf(entry: CredentialsEntry | 'default'): Credentials {
  if (entry === 'default') return { kind: 'default' };
  if ('accessKeyId' in entry) return keysOf(entry);
  const { roleArn, roleSessionName = DEFAULT_SESSION_NAME, externalId, via = 'default' } = entry;
  return {
    kind: 'role',
    roleArn,
    roleSessionName,
    ...(externalId !== undefined && { externalId }),
    via: via === 'default' ? { kind: 'default' } : keysOf(via),
  };
}

function keysOf(entry: KeysEntry): KeyCredentials {
  return {
    kind: 'keys',
    accessKeyId: secretRef(entry.accessKeyId),
    accessKeySecret: secretRef(entry.accessKeySecret),
    ...(entry.securityToken !== undefined && { securityToken: secretRef(entry.securityToken) }),
  };
}

function endpointsOf(entry: Endpoints): Endpoints {
  return Object.fromEntries(Object.entries(entry).map(([product, url]) => [product, endpointUrl(url)]));
}

function clustersOf(entry: NonNullable<AccountEntry['clusters']>, base: PathBase): Account['clusters'] {
  if (Array.isArray(entry)) return { kind: 'list', clusters: entry.map((one) => clusterOf(one, base)) };
  const {
    include = ['*'],
    exclude = [],
    endpoint = 'public',
    functions = {},
  } = entry === 'discover' ? {} : entry;
  return { kind: 'discover', include, exclude, endpoint, functions: new Map(Object.entries(functions)) };
}

function clusterOf(entry: ClusterEntry, base: PathBase): ConfiguredCluster {
  return { ...entry, kubeconfig: kubeconfigRef(entry.kubeconfig, base) };
}
