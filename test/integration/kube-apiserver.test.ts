import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesCluster } from '../../shared/sources/kubernetes/cluster.ts';
import { clusterAt, kubeconfig, nameOf, rejection } from '../sources/support/kubeconfigs.ts';
import { type RealApiServer, startApiServer, TOKENS } from './kube-apiserver.ts';

/** A folder with `kube-apiserver` and `etcd`, as tests of controllers commonly name it. */
const binaries = process.env.KUBEBUILDER_ASSETS ?? '';
const skipped = binaries === '' ? ' (skipped: KUBEBUILDER_ASSETS is not set)' : '';
const COUNT = 23;

describe.skipIf(binaries === '')(`a real kube-apiserver${skipped}`, () => {
  let server: RealApiServer | undefined;

  beforeAll(async () => {
    server = await startApiServer(binaries);
    await server.create('/api/v1/namespaces', { metadata: { name: 'prod' } });
    for (let index = 0; index < COUNT; index++) {
      const name = `web-${index}`;
      await server.create('/api/v1/namespaces/prod/services', {
        metadata: { name, annotations: { 'example.com/index': String(index) } },
        spec: { type: 'LoadBalancer', ports: [{ port: 80, nodePort: 30_000 + index }] },
      });
      await server.create('/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices', {
        metadata: { name: `${name}-x`, labels: { 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.1.0.1'] }],
        ports: [{ port: 8080 }],
      });
      await server.create('/api/v1/nodes', { metadata: { name: `node-${index}` } });
    }
  }, 120_000);
  afterAll(() => server?.stop());

  function cluster(token: string, pageSize = 5): Promise<KubernetesCluster> {
    const { url = '', authority = '' } = server ?? {};
    const config = kubeconfig(url, { token }, { 'certificate-authority-data': authority });
    return clusterAt(url, { kubeconfig: config, pageSize });
  }

  it('gives whole lists over several pages', async () => {
    const reader = await cluster(TOKENS.admin);
    const expected = Array.from({ length: COUNT }, (_, index) => index);

    const services = await reader.services((item) => item);
    const slices = await reader.endpointSlices(nameOf);
    const nodes = await reader.nodes(nameOf);

    const names = services.map(nameOf).filter((name) => name.startsWith('web-'));
    expect(names.sort()).toEqual(expected.map((index) => `web-${index}`).sort());
    expect(slices).toEqual(expect.arrayContaining(expected.map((index) => `web-${index}-x`)));
    expect([...nodes].sort()).toEqual(expected.map((index) => `node-${index}`).sort());
    expect(services).toContainEqual(
      expect.objectContaining({
        metadata: expect.objectContaining({ name: 'web-7', creationTimestamp: expect.any(String) }),
        spec: expect.objectContaining({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: true }),
      }),
    );
  });

  it('gives one Service, its slices, and nothing where there is nothing', async () => {
    const reader = await cluster(TOKENS.admin);

    const service = await reader.service({ namespace: 'prod', name: 'web-3' });
    const slices = await reader.endpointSlicesOf({ namespace: 'prod', name: 'web-3' }, nameOf);
    const gone = await reader.service({ namespace: 'prod', name: 'gone' });
    const pods = await reader.pods([{ namespace: 'prod', name: 'gone' }], nameOf);

    expect(service).toMatchObject({ kind: 'Service', metadata: { name: 'web-3' } });
    expect(slices).toEqual(['web-3-x']);
    expect(gone).toBeUndefined();
    expect(pods).toEqual([]);
  });

  it('gives the event of the upgrade check once there is one', async () => {
    const reader = await cluster(TOKENS.admin);
    const name = 'CloudControllerManagerPrecheckResult';

    const before = await reader.precheckEvent();
    await server?.create('/api/v1/namespaces/kube-system/events', {
      metadata: { name, namespace: 'kube-system' },
      involvedObject: { kind: 'Pod', name: 'ccm-precheck-pod', namespace: 'kube-system' },
      reason: 'Success',
      message: '{}',
      type: 'Normal',
    });
    const after = await reader.precheckEvent();

    expect(before).toBeUndefined();
    expect(after).toMatchObject({ kind: 'Event', reason: 'Success' });
  });

  it('denies those without rights, in words that name the rule', async () => {
    const reader = await cluster(TOKENS.nobody);

    const error = await rejection(reader.services(nameOf));

    expect(error).toMatchObject({ kind: 'denied', status: 403, remoteCode: 'Forbidden' });
    expect((error as Error).message).toContain('User "nobody" cannot list resource "services"');
    expect((error as Error).message).toContain('apiGroups [""], resources ["services"], verbs ["list"]');
  });

  it('denies those whom it does not know', async () => {
    const reader = await cluster('unknown-token');

    const error = await rejection(reader.nodes(nameOf));

    expect(error).toMatchObject({ kind: 'denied', status: 401 });
  });
});
