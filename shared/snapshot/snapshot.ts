import { type Static, Type } from '@sinclair/typebox';
import type {
  EcsNetworkInterface,
  SlbDomainExtension,
  SlbListener,
  SlbLoadBalancer,
  SlbServerCertificate,
  SlbVServerGroup,
  VpcNetwork,
} from './cloud-items.ts';
import type { KubeEndpointSlice, KubeNode, KubePod, KubeService } from './kubernetes-items.ts';

/** A Kubernetes List; of a file one is read as the API server returns it, where Go may have written `null` for no items. */
export interface KubeList<T> {
  readonly items: readonly T[];
}

/** One cluster: what its API server holds. */
export interface SnapshotCluster {
  /** The account it belongs to. Where all clusters and regions name theirs, the accounts are judged apart. */
  readonly accountId?: string;
  readonly clusterId: string;
  readonly name: string;
  readonly regionId: string;
  readonly vpcId: string;
  readonly ccmVersion?: string;
  readonly serviceBackendType?: 'ecs' | 'eni';
  readonly kubernetes: {
    readonly services: KubeList<KubeService>;
    readonly endpointSlices: KubeList<KubeEndpointSlice>;
    readonly nodes: KubeList<KubeNode>;
    readonly pods?: KubeList<KubePod>;
    readonly events?: KubeList<unknown>;
  };
}

/** One region of one account: what SLB, ECS and VPC hold. */
export interface SnapshotRegion {
  readonly regionId: string;
  readonly accountId?: string;
  readonly slb: {
    readonly loadBalancers: readonly SlbLoadBalancer[];
    readonly listeners: readonly SlbListener[];
    readonly vServerGroups: readonly SlbVServerGroup[];
    readonly domainExtensions?: readonly SlbDomainExtension[];
    readonly serverCertificates?: readonly SlbServerCertificate[];
  };
  readonly ecs?: { readonly networkInterfaces: readonly EcsNetworkInterface[] };
  readonly vpc?: { readonly vpcs: readonly VpcNetwork[] };
}

/** All that one audit reads: the API servers' lists and the cloud's answers, in their raw shapes. */
export interface Snapshot {
  readonly formatVersion: 1;
  readonly name?: string;
  /** When it was read (ISO 8601): certificates and ages are judged as of then. */
  readonly capturedAt?: string;
  readonly clusters: readonly SnapshotCluster[];
  readonly regions: readonly SnapshotRegion[];
  readonly failures?: readonly Failure[];
}

const FailureStructure = Type.Object({
  accountId: Type.Optional(Type.String()),
  clusterId: Type.Optional(Type.String()),
  regionId: Type.Optional(Type.String()),
  loadBalancerId: Type.Optional(Type.String()),
  namespace: Type.Optional(Type.String()),
  service: Type.Optional(Type.String()),
  ownerTag: Type.Optional(Type.String()),
  resource: Type.String(),
  code: Type.String(),
  message: Type.String(),
});

/**
 * A part that could not be read, or an item that could not be understood. `resource` is the key of the
 * part (`services`, `listeners`, …); any other word means all parts of the cluster or region.
 * `loadBalancerId`, `namespace` and `service` narrow it down where only one thing is concerned; `ownerTag` is what is
 * still known of the owner of an SLB that could not be understood.
 */
export type Failure = Readonly<Static<typeof FailureStructure>>;

const Name = Type.String({ minLength: 1 });
const Items = Type.Array(Type.Unknown());
const List = Type.Object({
  items: Type.Union([Items, Type.Null()], { errorMessage: 'must be array or null' }),
});

/** The frame around the items. It is checked strictly; the items are looked at one by one afterwards. */
export const SnapshotStructure = Type.Object({
  formatVersion: Type.Literal(1),
  name: Type.Optional(Type.String()),
  capturedAt: Type.Optional(Type.String()),
  clusters: Type.Array(
    Type.Object({
      accountId: Type.Optional(Type.String()),
      clusterId: Name,
      name: Type.String(),
      regionId: Name,
      vpcId: Type.String(),
      ccmVersion: Type.Optional(Type.String()),
      serviceBackendType: Type.Optional(
        Type.Union([Type.Literal('ecs'), Type.Literal('eni')], { errorMessage: 'must be "ecs" or "eni"' }),
      ),
      kubernetes: Type.Object({
        services: List,
        endpointSlices: List,
        nodes: List,
        pods: Type.Optional(List),
        events: Type.Optional(List),
      }),
    }),
  ),
  regions: Type.Array(
    Type.Object({
      regionId: Name,
      accountId: Type.Optional(Type.String()),
      slb: Type.Object({
        loadBalancers: Items,
        listeners: Items,
        vServerGroups: Items,
        domainExtensions: Type.Optional(Items),
        serverCertificates: Type.Optional(Items),
      }),
      ecs: Type.Optional(Type.Object({ networkInterfaces: Items })),
      vpc: Type.Optional(Type.Object({ vpcs: Items })),
    }),
  ),
  failures: Type.Optional(Type.Array(FailureStructure)),
});
