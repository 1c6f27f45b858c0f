import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConfiguredCluster, KubeconfigRef } from '../config/config.ts';
import { isSecretLikePath } from '../config/secret-like.ts';
import { InputError } from '../errors.ts';
import { fileTrouble } from '../file-trouble.ts';
import { kubernetesCluster } from '../sources/kubernetes/kubernetes-cluster.ts';
import { identityOf } from './cluster-identity.ts';
import type { LiveCluster } from './live.ts';
import type { OpenOptions } from './open-options.ts';

/** A cluster that the config names, with the kubeconfig that it points to. */
export function listedCluster(cluster: ConfiguredCluster, options: OpenOptions): LiveCluster {
  const { clusterId, regionId, kubeconfig, context } = cluster;
  return {
    ...identityOf(cluster),
    connect: async (signal) =>
      kubernetesCluster({
        clusterId,
        regionId,
        kubeconfig: await textOf(kubeconfig, options),
        context,
        folder: kubeconfig.kind === 'file' ? dirname(kubeconfig.path) : undefined,
        signal,
        onCall: options.onCall,
      }),
  };
}

/** @throws InputError FILE_UNREADABLE */
async function textOf(kubeconfig: KubeconfigRef, { secret }: OpenOptions): Promise<string> {
  if (kubeconfig.kind === 'text') return secret(kubeconfig.text);
  try {
    return await readFile(kubeconfig.path, 'utf8');
  } catch (cause) {
    const why = fileTrouble(cause);
    // Node's own error names the path.
    if (isSecretLikePath(kubeconfig.path)) {
      const message = `cannot read the kubeconfig: ${why}; what is given looks like no path, and is not repeated`;
      throw new InputError('FILE_UNREADABLE', message);
    }
    throw new InputError('FILE_UNREADABLE', `cannot read kubeconfig ${kubeconfig.path}: ${why}`, { cause });
  }
}
