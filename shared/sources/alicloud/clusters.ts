/** An ACK cluster as the CS API lists it. */
export interface ListedCluster {
  readonly clusterId: string;
  readonly name: string;
  readonly regionId: string;
  readonly vpcId: string;
  /** `running`, `stopped`, `deleting`, … */
  readonly state: string;
}

/** A kubeconfig that is valid for a short time. Kept in memory only. */
export interface TemporaryKubeconfig {
  /** The YAML text. A secret. */
  readonly config: string;
  /** Milliseconds since the epoch; undefined where the API does not say. */
  readonly expiresAt: number | undefined;
}

/** What the CS API says of the CCM addon of a cluster. */
export interface CcmAddon {
  /** As the API writes it (`v2.12.1`); undefined where it is not installed. */
  readonly version: string | undefined;
  /** `eni` where the addon's config says that pods are backends by default; undefined where it does not say. */
  readonly serviceBackendType: 'ecs' | 'eni' | undefined;
}

/** The CS API of one account. Throws RemoteError. */
export interface ClusterDirectory {
  /** All clusters of a region, whatever their state (DescribeClustersV1, all pages). */
  readonly clusters: (regionId: string) => Promise<readonly ListedCluster[]>;
  /** DescribeClusterUserKubeconfig, always with TemporaryDurationMinutes. */
  readonly kubeconfig: (
    cluster: { readonly clusterId: string; readonly regionId: string },
    endpoint: 'public' | 'private',
    minutes: number,
  ) => Promise<TemporaryKubeconfig>;
  /** GetClusterAddonInstance of cloud-controller-manager. */
  readonly ccmAddon: (cluster: {
    readonly clusterId: string;
    readonly regionId: string;
  }) => Promise<CcmAddon>;
}
