import { type Cluster, type Context, KubeConfig, type User } from '@kubernetes/client-node';
import { RemoteError } from '../remote-error.ts';
import { foreignKubeconfig } from './foreign-kubeconfig.ts';

/**
 * Characters of a kubeconfig: with certificates in it one context takes some thousands. People merge those of all their
 * clusters into one file; ACK gives out one context, and what comes from elsewhere must not keep the parser busy.
 */
const MOST_TEXT = { own: 67_108_864, foreign: 65_536 } as const satisfies Record<
  KubeconfigOptions['origin'],
  number
>;

/** How much of its names a message repeats. */
const MOST_NAMED = 20;
const LONGEST_NAME = 100;

/** Which part of a kubeconfig is meant, and what it may do. */
export interface KubeconfigOptions {
  readonly clusterId: string;
  /** The kubeconfig's own current-context if left out. */
  readonly context?: string;
  /** Where file names in the kubeconfig start from; the working folder if left out. */
  readonly folder?: string;
  /**
   * Whether it was written by whoever runs this, or came from elsewhere. One from elsewhere may not have a command run
   * (`exec`), a sign-in service asked (`auth-provider`), or a file of this machine read.
   */
  readonly origin: 'own' | 'foreign';
}

/**
 * The library's own KubeConfig with nothing but the cluster and the user of the context that is meant.
 * @throws RemoteError `refused`, which tells no more of the kubeconfig than the names of its contexts
 */
export function chooseContext(text: string, options: KubeconfigOptions): KubeConfig {
  const { clusterId, origin, folder } = options;
  const most = MOST_TEXT[origin];
  if (text.length > most) throw refusal(clusterId, `it is longer than ${most} characters`);
  const whole = origin === 'own' ? parsed(text, clusterId, folder) : parsedForeign(text, clusterId, folder);
  const context = contextOf(whole, options);
  const { name } = context;
  const cluster = whole.getCluster(context.cluster);
  if (
    !cluster ||
    !isText(cluster.server) ||
    !/^https?:\/\/[^/]/.test(cluster.server) ||
    !URL.canParse(cluster.server)
  ) {
    throw refusal(clusterId, `context ${name} has no cluster with the address of a server`);
  }
  const { username, password } = new URL(cluster.server);
  if (username !== '' || password !== '') {
    throw refusal(clusterId, 'its server has a user or password in the address; they belong to its users');
  }
  const user = context.user === undefined ? null : whole.getUser(context.user);
  if (user === null && context.user !== undefined) {
    throw refusal(clusterId, `context ${name} names a user that is missing or unreadable`);
  }
  if (options.origin === 'foreign' && usesPlugin(user)) {
    throw refusal(clusterId, 'it asks for a sign-in plugin (exec or auth-provider), which is not run for it');
  }
  if (!hasTexts(cluster, CLUSTER_TEXTS) || (user && !hasTexts(user, USER_TEXTS))) {
    throw refusal(clusterId, `a certificate, key or other value of context ${name} is no text`);
  }
  const config = new KubeConfig();
  // Without a user the library would leave out the cluster's certificates too.
  config.loadFromClusterAndUser(withPlainLoopback(cluster, clusterId), user ?? { name: 'anonymous' });
  return config;
}

/** The library takes values of any kind for names and addresses. */
function isText(value: unknown): value is string {
  return typeof value === 'string';
}

const CLUSTER_TEXTS = [
  'caData',
  'caFile',
  'tlsServerName',
  'proxyUrl',
] as const satisfies readonly (keyof Cluster)[];
const USER_TEXTS = [
  'certData',
  'certFile',
  'keyData',
  'keyFile',
  'token',
  'username',
  'password',
  'impersonateUser',
] as const satisfies readonly (keyof User)[];

/** Of an object in the place of a certificate the library would make as many bytes as its `length` says. */
function hasTexts<T extends object>(holder: T, keys: readonly (keyof T)[]): boolean {
  return keys.every((key) => holder[key] === undefined || holder[key] === null || isText(holder[key]));
}

function contextOf(whole: KubeConfig, { clusterId, context }: KubeconfigOptions): Context {
  const name: unknown = context ?? whole.getCurrentContext();
  const contexts = whole.getContexts().filter((candidate) => isText(candidate.name));
  const found = contexts.find((candidate) => candidate.name === name);
  if (found) return found;
  const known = contexts.map((candidate) => candidate.name.slice(0, LONGEST_NAME)).slice(0, MOST_NAMED);
  const missing =
    isText(name) && name !== ''
      ? `it has no context ${name.slice(0, LONGEST_NAME)}`
      : 'it has no current-context, and none was chosen';
  throw refusal(clusterId, `${missing} (known contexts: ${known.join(', ') || 'none'})`);
}

/** Whether signing in runs a command or asks a sign-in service. */
export function usesPlugin(user: User | null): boolean {
  return user?.exec != null || (user?.authProvider != null && !user.authProvider.config?.tokenFile);
}

/** The error for a kubeconfig that cannot be used. */
export function refusal(clusterId: string, why: string): RemoteError {
  return new RemoteError(
    'refused',
    'KUBECONFIG',
    `the kubeconfig of cluster ${clusterId} is refused: ${why}`,
  );
}

function parsedForeign(text: string, clusterId: string, folder: string | undefined): KubeConfig {
  let foreign: ReturnType<typeof foreignKubeconfig>;
  try {
    foreign = foreignKubeconfig(text);
  } catch {
    throw notReadable(clusterId);
  }
  if (foreign.namesFile) {
    throw refusal(clusterId, 'it names a file of this machine, which is not read for it');
  }
  return parsed(foreign.json, clusterId, folder);
}

function parsed(text: string, clusterId: string, folder: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    // Entries that are broken do no harm as long as another context is meant.
    config.loadFromString(text, { onInvalidEntry: 'filter' });
    if (folder !== undefined) config.makePathsAbsolute(folder);
    return config;
  } catch {
    // No cause: a YAML fault quotes the lines around it.
    throw notReadable(clusterId);
  }
}

function notReadable(clusterId: string): RemoteError {
  return refusal(clusterId, 'it is no kubeconfig in YAML or JSON');
}

/** The library takes http:// only where certificates are not checked; on loopback there is none to check. */
function withPlainLoopback(cluster: Cluster, clusterId: string): Cluster {
  const { protocol, hostname } = new URL(cluster.server);
  if (protocol === 'https:' || cluster.skipTLSVerify) return cluster;
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) {
    throw refusal(clusterId, 'its server is http://, which would send the credentials in clear text');
  }
  return { ...cluster, skipTLSVerify: true };
}
