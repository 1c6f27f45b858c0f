import { findLoadBalancer } from '../model/actual/find.ts';
import { isOwnedBy, type Owner } from '../model/actual/server-groups.ts';
import { readAnnotations } from '../model/annotations.ts';
import type { CcmFeatures } from '../model/ccm-version.ts';
import type { CloudIndex } from '../model/cloud-index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import { desiredLoadBalancer } from '../model/desired/load-balancer.ts';
import { reusedGroupIds } from '../model/desired/port-annotations.ts';
import { defaultLoadBalancerName, parseGroupKey } from '../model/names.ts';
import type { KubePod, KubeService } from '../snapshot/kubernetes-items.ts';
import type { ObjectRef } from '../sources/kubernetes/cluster.ts';

/** A Service that uses an instance, as far as it tells what must be read of it. */
export interface InstanceUser {
  readonly owner: Owner;
  /** Groups of the user's own that annotation vgroup-port binds. */
  readonly boundGroups: ReadonlySet<string>;
  /** The https listeners it wants. */
  readonly https: readonly HttpsWish[];
}

/** An https listener that a Service wants, as far as it may need certificates or domain extensions to be read. */
interface HttpsWish {
  readonly port: number;
  readonly certificateId: string;
  readonly hasExtensions: boolean;
}

/** What must be read beside the lists, to judge the Services of one cluster. */
export interface Needs {
  /** Users of each instance, by LoadBalancerId. */
  readonly users: ReadonlyMap<string, readonly InstanceUser[]>;
  /** Pods behind endpoints that are not ready: a readiness gate may make them count all the same. */
  readonly pods: readonly ObjectRef[];
  /** Addresses of pods that are backends themselves. */
  readonly addresses: readonly string[];
}

/**
 * What the audit of a cluster will ask for. It is not guessed at: the model itself builds what each Service wants, over
 * lists alone, and what it asks for while doing so is written down.
 */
export function needsOf(cluster: ClusterIndex, features: CcmFeatures): Needs {
  const pods = new Map<string, ObjectRef>();
  const addresses = new Set<string>();
  const users = new Map<string, InstanceUser[]>();
  const asked = recording(cluster, pods, addresses);
  for (const service of cluster.reconciled) {
    const annotations = readAnnotations(service);
    const desired = desiredLoadBalancer(asked, service, annotations, features);
    const ids = instancesOf(cluster, service, desired.attribute.LoadBalancerId);
    const { name, namespace } = service.metadata;
    const user: InstanceUser = {
      owner: { service: name, namespace, clusterId: cluster.clusterId },
      boundGroups: reusedGroupIds(annotations.get('vgroup-port')),
      https: desired.listeners
        .filter((one) => one.Protocol === 'https')
        .map((one) => ({
          port: one.ListenerPort,
          certificateId: one.ServerCertificateId,
          hasExtensions: one.domainExtensions.length > 0,
        })),
    };
    for (const id of ids) users.set(id, [...(users.get(id) ?? []), user]);
  }
  return { users, pods: [...pods.values()], addresses: [...addresses] };
}

/** The cluster's index, with notes taken of every pod and address that is asked for. */
function recording(
  cluster: ClusterIndex,
  pods: Map<string, ObjectRef>,
  addresses: Set<string>,
): ClusterIndex {
  const eniOf: CloudIndex['eniOf'] = (address) => {
    addresses.add(address);
    return { kind: 'found', id: address };
  };
  const pod = (namespace: string, name: string): KubePod | undefined => {
    const known = cluster.pod(namespace, name);
    if (!known) pods.set(`${namespace}/${name}`, { namespace, name });
    return known;
  };
  return { ...cluster, pod, cloud: { ...cluster.cloud, eniOf } };
}

function instancesOf(cluster: ClusterIndex, service: KubeService, annotatedId: string): readonly string[] {
  const found = findLoadBalancer(cluster, annotatedId, defaultLoadBalancerName(service.metadata.uid));
  if (found.kind === 'found') return [found.item.LoadBalancerId];
  return found.kind === 'ambiguous' ? found.ids : [];
}

/** Whether a Service's CCM looks into a group: its own by name, or one that vgroup-port binds. */
export function isLookedInto(users: readonly InstanceUser[], groupId: string, groupName: string): boolean {
  const key = parseGroupKey(groupName);
  return users.some((user) => user.boundGroups.has(groupId) || isOwnedBy(key, user.owner));
}
