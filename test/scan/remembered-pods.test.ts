import { expect, it } from 'vitest';
import { indexCloud } from '../../shared/model/cloud-index.ts';
import type { LiveCluster, ScanContext } from '../../shared/scan/live.ts';
import { loadCluster } from '../../shared/scan/load-cluster.ts';
import type { ScanMemory } from '../../shared/scan/memory.ts';
import { readabilityOf } from '../../shared/snapshot/readability.ts';
import type { KubernetesCluster } from '../../shared/sources/kubernetes/cluster.ts';
import { partsOf, world } from '../support/world.ts';

const snapshot = world({ clusterId: 'c1' });
const CLOUD = Promise.resolve(indexCloud('cn-hangzhou', snapshot.regions, readabilityOf([])));

/** A memory that several attempts share. */
function memory(): ScanMemory {
  const known = new Map<string, unknown>();
  return {
    recall: (key) => (known.has(key) ? { value: known.get(key) } : undefined),
    keep: (key, value) => void known.set(key, value),
  };
}

/** A cluster whose one backend is a Pod that is not ready, so that its readiness gate may count. */
function clusterWith(pod: string, asked: string[][], nodes: KubernetesCluster['nodes']): LiveCluster {
  const { service } = partsOf(snapshot);
  const slice = {
    metadata: { namespace: 'prod', name: 's', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: 'p80', port: 8080 }],
    endpoints: [
      {
        addresses: ['10.0.0.1'],
        conditions: { ready: false },
        nodeName: 'node-i-node1',
        targetRef: { kind: 'Pod', namespace: 'prod', name: pod },
      },
    ],
  };
  const local = { ...service, spec: { ...service.spec, externalTrafficPolicy: 'Local' } };
  const server: KubernetesCluster = {
    services: async (keep) => [keep(local)],
    endpointSlices: async (keep) => [keep(slice)],
    nodes,
    pods: async (wanted, keep) => {
      asked.push(wanted.map(({ name }) => name));
      return wanted.map(({ namespace, name }) =>
        keep({ metadata: { namespace, name }, spec: {}, status: {} }),
      );
    },
    precheckEvent: async () => undefined,
    service: async () => undefined,
    endpointSlicesOf: async () => [],
  };
  return {
    clusterId: 'c1',
    name: 'c1',
    regionId: 'cn-hangzhou',
    vpcId: 'vpc-1',
    connect: async () => server,
  };
}

function contextWith(shared: ScanMemory): ScanContext {
  return {
    targetCcmVersion: '2.14.0',
    signal: new AbortController().signal,
    clusterDeadline: 30_000,
    tally: { add: () => undefined },
    memory: shared,
  };
}

it('another attempt at a cluster is given the Pods that it asks for, not those of the one before', async () => {
  const [first, second]: [string[][], string[][]] = [[], []];
  const context = contextWith(memory());
  const { cluster } = partsOf(snapshot);
  const broken = () => Promise.reject(new Error('no nodes'));
  const whole: KubernetesCluster['nodes'] = async (keep) => (cluster.kubernetes.nodes.items ?? []).map(keep);
  await loadCluster(clusterWith('old', first, broken), 'main', CLOUD, context);

  const again = await loadCluster(clusterWith('new', second, whole), 'main', CLOUD, context);

  expect([first, second]).toEqual([[['old']], [['new']]]);
  expect(again.cluster.kubernetes.pods?.items.map(({ metadata }) => metadata.name)).toEqual(['new']);
});

it('an attempt that asks for the same Pods is not told of them twice', async () => {
  const asked: string[][] = [];
  const context = contextWith(memory());
  const broken = () => Promise.reject(new Error('no nodes'));
  await loadCluster(clusterWith('same', asked, broken), 'main', CLOUD, context);

  await loadCluster(clusterWith('same', asked, broken), 'main', CLOUD, context);

  expect(asked).toEqual([['same']]);
});
