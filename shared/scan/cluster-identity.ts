import type { SnapshotCluster } from '../snapshot/snapshot.ts';

/** What is known of a cluster before anything of it is read. */
export type ClusterIdentity = Omit<SnapshotCluster, 'kubernetes' | 'accountId'>;

/** Just that of whatever has it. */
export function identityOf(cluster: ClusterIdentity): ClusterIdentity {
  const { clusterId, name, regionId, vpcId, ccmVersion, serviceBackendType } = cluster;
  return {
    clusterId,
    name,
    regionId,
    vpcId,
    ...(ccmVersion !== undefined && { ccmVersion }),
    ...(serviceBackendType !== undefined && { serviceBackendType }),
  };
}
