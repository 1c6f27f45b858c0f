import type { Failure } from '../snapshot/snapshot.ts';
import type { CcmAddon } from '../sources/alicloud/clusters.ts';
import type { EcsRegion } from '../sources/alicloud/ecs.ts';
import type { SlbRegion } from '../sources/alicloud/slb.ts';
import type { VpcRegion } from '../sources/alicloud/vpc.ts';
import type { KubernetesCluster } from '../sources/kubernetes/cluster.ts';
import type { ClusterIdentity } from './cluster-identity.ts';
import type { ScanMemory } from './memory.ts';

/** A cluster that can be read now. */
export interface LiveCluster extends ClusterIdentity {
  /** Opens its API server; whatever is read through it ends when the signal aborts. */
  readonly connect: (signal: AbortSignal) => Promise<KubernetesCluster>;
  /** What the CS API says of its CCM; undefined where the config says it, or nobody can. */
  readonly addon?: () => Promise<CcmAddon>;
  /** Nothing is to be concluded from a Service that is not there: not all are shown, or nobody asks. */
  readonly isPartial?: boolean;
  /** Why it is not even tried (it is being deleted, it is stopped); undefined for one that runs. */
  readonly unreadable?: Pick<Failure, 'code' | 'message'>;
}

/** One region of one account, with its clusters: what shares an API quota and an inventory of SLBs. */
export interface Shard {
  /** The account's name in the config. */
  readonly accountId: string;
  readonly regionId: string;
  /** Calls of one SLB API that may be under way at once. */
  readonly concurrency: number;
  /** False: it shows only some of the region's instances, so that lists of the whole region would be too much. */
  readonly isWhole: boolean;
  readonly slb: SlbRegion;
  readonly ecs: EcsRegion;
  readonly vpc: VpcRegion;
  readonly clusters: readonly LiveCluster[];
}

/** Everything that a config opens. */
export interface LiveFleet {
  readonly shards: readonly Shard[];
  /** What could not be opened: a region whose clusters cannot be listed. */
  readonly failures: readonly Failure[];
}

/** How far a scan is. Numbers grow as more becomes known. */
export interface ScanProgress {
  readonly clusters: { readonly total: number; readonly done: number };
  readonly loadBalancers: { readonly total: number; readonly done: number };
}

/** What all parts of a scan share. */
export interface ScanContext {
  /** The CCM version that the clusters are to be upgraded to. */
  readonly targetCcmVersion: string;
  /** Ends the scan: it was interrupted, or its time is up. */
  readonly signal: AbortSignal;
  /** Most milliseconds that the Kubernetes side of one cluster may take. */
  readonly clusterDeadline: number;
  /** Told whenever a number of `progress` grew. */
  readonly tally: Tally;
  /** What an earlier attempt has read, where there may be one. */
  readonly memory?: ScanMemory;
  /** Told of each cluster that was read, or could not be. */
  readonly onCluster?: OnCluster;
}

/** What is told of a cluster when its reading is over. */
export type OnCluster = (cluster: {
  readonly clusterId: string;
  readonly name: string;
  /** All of them, whatever their type. */
  readonly services: number;
  readonly failures: readonly Failure[];
}) => void;

/** Counts what is done, for progress lines. */
export interface Tally {
  readonly add: (part: keyof ScanProgress, what: 'total' | 'done', count?: number) => void;
}
