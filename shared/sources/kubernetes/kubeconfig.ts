import { type Cluster, KubeConfig, type User } from '@kubernetes/client-node';
import { RemoteError } from '../remote-error.ts';

/** Which part of a kubeconfig is meant, and what it may do. */
export interface KubeconfigOptions {
  readonly clusterId: string;
  /** The kubeconfig's own current-context if left out. */
  readonly context?: string;
  /** Where file names in the kubeconfig start from; the working folder if left out. */
  readonly folder?: string;
  /** Whether a command or sign-in service that the kubeconfig names (`exec`, `auth-provider`) may be run. */
  readonly plugins: 'run' | 'refuse';
}

/**
 * The library's own KubeConfig with nothing but the cluster and the user of the context that is meant.
 * @throws RemoteError `refused`, which tells no more of the kubeconfig than the names of its contexts
 */
export function chooseContext(text: string, options: KubeconfigOptions): KubeConfig {
  const { clusterId } = options;
  const whole = parsed(text, clusterId);
  if (options.folder !== undefined) whole.makePathsAbsolute(options.folder);
  const name = options.context ?? whole.getCurrentContext();
  const contexts = whole.getContexts();
  const context = contexts.find((candidate) => candidate.name === name);
  if (context === undefined) {
    const known = contexts.map((candidate) => candidate.name).join(', ') || 'none';
    const missing = name ? `it has no context ${name}` : 'it has no current-context, and none was chosen';
    throw refusal(clusterId, `${missing} (known contexts: ${known})`);
  }
  const cluster = whole.getCluster(context.cluster);
  if (cluster === null || !/^https?:/.test(cluster.server) || !URL.canParse(cluster.server)) {
    throw refusal(clusterId, `context ${name} has no cluster with the address of a server`);
  }
  if (/^https?:\/\/[^/]*@/.test(cluster.server)) {
    throw refusal(clusterId, 'its server has a user or password in the address; they belong to its users');
  }
  const user = context.user === undefined ? null : whole.getUser(context.user);
  if (user === null && context.user !== undefined) {
    throw refusal(clusterId, `context ${name} names a user that is missing or unreadable`);
  }
  if (options.plugins === 'refuse' && usesPlugin(user)) {
    throw refusal(clusterId, 'it asks for a sign-in plugin (exec or auth-provider), which is not run for it');
  }
  const config = new KubeConfig();
  // Without a user the library would leave out the cluster's certificates too.
  config.loadFromClusterAndUser(withPlainLoopback(cluster, clusterId), user ?? { name: 'anonymous' });
  return config;
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

function parsed(text: string, clusterId: string): KubeConfig {
  const config = new KubeConfig();
  try {
    // Entries that are broken do no harm as long as another context is meant.
    config.loadFromString(text, { onInvalidEntry: 'filter' });
    return config;
  } catch {
    // No cause: a YAML fault quotes the lines around it.
    throw refusal(clusterId, 'it is no kubeconfig in YAML or JSON');
  }
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
