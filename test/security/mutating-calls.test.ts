import { DescribeClusterUserKubeconfigRequest } from '@alicloud/cs20151215';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Kubernetes, startKubernetes } from '../servers/kubernetes.ts';
import { ask, cloudOf, codeOf, csClient } from '../support/cloud-client.ts';
import { functionsOf } from '../support/functions.ts';
import { world } from '../support/world.ts';
import {
  expectOnlyOwnInvocations,
  expectOnlyReadingApis,
  expectOnlyReadingRequests,
} from './support/only-reading.ts';

async function apiServer(): Promise<Kubernetes> {
  const [cluster] = world({ clusterId: 'c1' }).clusters;
  if (!cluster) throw new Error('the world is empty');
  const server = await startKubernetes({ cluster });
  onTestFinished(() => server.close());
  return server;
}

/** The library's own typed client. */
function coreApi(server: Kubernetes): CoreV1Api {
  const config = new KubeConfig();
  config.loadFromString(server.kubeconfig());
  return config.makeApiClient(CoreV1Api);
}

/** What a proof says of something: nothing, or how it fails. */
function verdictOf(proof: () => void): string {
  try {
    proof();
    return 'only reading';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a call that would change something is refused by the servers of the tests, and seen by the proofs', () => {
  it.each([
    'CreateLoadBalancer',
    'DeleteLoadBalancer',
    'SetLoadBalancerName',
    'DeleteVServerGroup',
    'AddVServerGroupBackendServers',
    'StopLoadBalancerListener',
    'TagResources',
    'CreateVpc',
    'DeleteNetworkInterface',
    'CreateAccessKey',
  ])('of the cloud: %s', async (action) => {
    const cloud = await cloudOf();

    const code = await codeOf(ask(cloud, action, { LoadBalancerId: 'lb-1', VServerGroupId: 'rsp-1' }));

    expect(code).toBe('InvalidAction.NotFound');
    expect(cloud.calls.unexpected().map(({ api }) => api)).toEqual([action]);
    expect(verdictOf(() => expectOnlyReadingApis(cloud))).not.toBe('only reading');
  });

  it('of ACK: one that makes a kubeconfig which lasts', async () => {
    const cloud = await cloudOf();

    const code = await codeOf(
      csClient(cloud).describeClusterUserKubeconfig('c1', new DescribeClusterUserKubeconfigRequest({})),
    );

    expect(code).not.toBe('OK');
    expect(verdictOf(() => expectOnlyReadingApis(cloud))).not.toBe('only reading');
  });

  it.each<[string, (api: CoreV1Api) => Promise<unknown>]>([
    [
      'create',
      (api) => api.createNamespacedService({ namespace: 'prod', body: { metadata: { name: 'x' } } }),
    ],
    ['replace', (api) => api.replaceNamespacedService({ namespace: 'prod', name: 'web', body: {} })],
    ['patch', (api) => api.patchNamespacedService({ namespace: 'prod', name: 'web', body: [] })],
    ['delete', (api) => api.deleteNamespacedService({ namespace: 'prod', name: 'web' })],
    ['delete all', (api) => api.deleteCollectionNamespacedService({ namespace: 'prod' })],
    ['read of Secrets', (api) => api.listSecretForAllNamespaces()],
    ['read of a ConfigMap', (api) => api.readNamespacedConfigMap({ namespace: 'kube-system', name: 'x' })],
  ])('of a cluster: %s', async (_, call) => {
    const server = await apiServer();
    const api = coreApi(server);
    await api.listNode();
    expect(verdictOf(() => expectOnlyReadingRequests(server))).toBe('only reading');

    const ended = await codeOf(call(api));

    expect(ended).not.toBe('OK');
    expect(server.calls.unexpected()).toHaveLength(1);
    expect(verdictOf(() => expectOnlyReadingRequests(server))).not.toBe('only reading');
  });

  it.each([
    ['POST', '/2023-03-30/functions'],
    ['DELETE', '/2023-03-30/functions/ccm-preflight-audit-region'],
    ['PUT', '/2023-03-30/functions/ccm-preflight-audit-region'],
    ['POST', '/2023-03-30/functions/payments/invocations'],
  ])('of Function Compute: %s %s', async (method, path) => {
    const server = await functionsOf([]);

    await fetch(`${server.url}${path}`, { method, body: method === 'DELETE' ? null : '{}' });

    expect(verdictOf(() => expectOnlyOwnInvocations(server))).not.toBe('only reading');
  });
});
