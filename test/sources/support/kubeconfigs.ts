import type { KubernetesCluster } from '../../../shared/sources/kubernetes/cluster.ts';
import {
  type KubernetesClusterOptions,
  kubernetesCluster,
} from '../../../shared/sources/kubernetes/kubernetes-cluster.ts';
import type { KubeObject } from './kubernetes-server.ts';

/** The text of a kubeconfig with one context, `here`. JSON, which is YAML too. */
export function kubeconfig(
  server: string,
  user: Readonly<Record<string, unknown>> = { token: 'token-of-the-test' },
  cluster: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'one', user: 'me' } }],
    clusters: [{ name: 'one', cluster: { server, ...cluster } }],
    users: [{ name: 'me', user }],
  });
}

/** A cluster behind a kubeconfig, with what tests seldom care for filled in. */
export function clusterAt(
  server: string,
  options: Partial<KubernetesClusterOptions> = {},
): Promise<KubernetesCluster> {
  return kubernetesCluster({
    clusterId: 'c-test',
    regionId: 'cn-hangzhou',
    kubeconfig: kubeconfig(server),
    signal: new AbortController().signal,
    ...options,
  });
}

/** Objects with the given names in one namespace. */
export function objects(namespace: string, ...names: readonly string[]): readonly KubeObject[] {
  return names.map((name) => ({
    metadata: { namespace, name, creationTimestamp: '2026-01-02T03:04:05Z' },
    spec: { notInAnyModel: { kept: true } },
  }));
}

/** The name of an object, for `keep`. */
export function nameOf(item: unknown): string {
  return (item as KubeObject).metadata.name;
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${JSON.stringify(value)}`);
    },
    (thrown: unknown) => thrown,
  );
}
