import type { KubeEndpointSlice, KubePod, KubeService } from '../snapshot/kubernetes-items.ts';
import type { Readability } from '../snapshot/readability.ts';
import type { SnapshotCluster } from '../snapshot/snapshot.ts';
import type { CloudIndex } from './cloud-index.ts';
import { type NodeFilter, nodeFilter } from './desired/nodes.ts';
import { distinct } from './distinct.ts';
import { isReconciled, serviceKey } from './service.ts';

const SERVICE_LABEL = 'kubernetes.io/service-name';

/** One cluster of the fleet, ready to be asked, with the region its SLBs are in. */
export interface ClusterIndex {
  readonly clusterId: string;
  readonly name: string;
  readonly regionId: string;
  readonly vpcId: string;
  readonly ccmVersion: string | undefined;
  readonly eniByDefault: boolean;
  readonly services: readonly KubeService[];
  /** The Services that CCM looks at when it starts. */
  readonly reconciled: readonly KubeService[];
  readonly slicesOf: (service: KubeService) => readonly KubeEndpointSlice[];
  readonly pod: (namespace: string, name: string) => KubePod | undefined;
  readonly nodes: NodeFilter;
  /** Of all nodes that the API server lists, fit or not. */
  readonly nodeCount: number;
  readonly cloud: CloudIndex;
  readonly readable: Readability;
}

const NO_SLICES: readonly KubeEndpointSlice[] = [];

/** Indexes one cluster. Pods are indexed only when the first endpoint asks for one. */
export function indexCluster(cluster: SnapshotCluster, cloud: CloudIndex): ClusterIndex {
  const { services, endpointSlices, nodes, pods } = cluster.kubernetes;
  const slices = new Map<string, KubeEndpointSlice[]>();
  for (const slice of endpointSlices.items) {
    const labels = slice.metadata.labels;
    const service = labels && Object.hasOwn(labels, SERVICE_LABEL) ? labels[SERVICE_LABEL] : undefined;
    if (service === undefined) continue;
    const key = `${slice.metadata.namespace}/${service}`;
    const known = slices.get(key);
    if (known) known.push(slice);
    else slices.set(key, [slice]);
  }
  let podsByName: Map<string, KubePod> | undefined;
  const all = distinct(services.items, serviceKey);
  return {
    clusterId: cluster.clusterId,
    name: cluster.name,
    regionId: cluster.regionId,
    vpcId: cluster.vpcId,
    ccmVersion: cluster.ccmVersion,
    eniByDefault: cluster.serviceBackendType === 'eni',
    services: all,
    reconciled: all.filter(isReconciled),
    slicesOf: (service) => slices.get(serviceKey(service)) ?? NO_SLICES,
    pod: (namespace, name) => {
      podsByName ??= new Map(
        (pods?.items ?? []).map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]),
      );
      return podsByName.get(`${namespace}/${name}`);
    },
    nodes: nodeFilter(nodes.items),
    nodeCount: nodes.items.length,
    cloud,
    readable: cloud.readable,
  };
}
