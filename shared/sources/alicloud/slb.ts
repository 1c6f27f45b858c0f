/** An item or answer of the API, as it came. */
export type Raw = Readonly<Record<string, unknown>>;

/** One page of a list that goes on with a token. */
export interface TokenPage {
  readonly items: readonly Raw[];
  /** Undefined at the end. */
  readonly nextToken: string | undefined;
  /** TotalCount, where the API says it. */
  readonly total: number | undefined;
}

/** A whole list, and whether it is known to be whole. */
export interface Listing {
  readonly items: readonly Raw[];
  /** False when pages kept shifting while they were read: fewer different items than TotalCount. */
  readonly complete: boolean;
}

/**
 * SLB of one account in one region. Every function is tried again where that can help, and throws RemoteError else.
 * Items come as the API sends them; of two with one id the first is kept.
 */
export interface SlbRegion {
  /** All instances: DescribeLoadBalancers, pages of 100. */
  readonly loadBalancers: () => Promise<Listing>;
  /** Those of the given ids that exist: DescribeLoadBalancers, 10 ids a call. */
  readonly loadBalancersOf: (loadBalancerIds: readonly string[]) => Promise<readonly Raw[]>;
  /** One instance with its default server group (DescribeLoadBalancerAttribute). */
  readonly loadBalancer: (loadBalancerId: string) => Promise<Raw>;
  /** One page of 100 of DescribeLoadBalancerListeners for the whole region, from the start or from a token. */
  readonly listenersPage: (nextToken?: string) => Promise<TokenPage>;
  /** All listeners of the given instances: DescribeLoadBalancerListeners, 10 ids a call, all pages. */
  readonly listenersOf: (loadBalancerIds: readonly string[]) => Promise<readonly Raw[]>;
  /** Ids and names of an instance's groups, with LoadBalancerId put in (DescribeVServerGroups). */
  readonly vServerGroupsOf: (loadBalancerId: string) => Promise<readonly Raw[]>;
  /** One group with its backends, with LoadBalancerId put in where the answer lacks it (DescribeVServerGroupAttribute). */
  readonly vServerGroup: (vServerGroupId: string, loadBalancerId: string) => Promise<Raw>;
  /** Extensions of one https listener, with LoadBalancerId and ListenerPort put in (DescribeDomainExtensions). */
  readonly domainExtensionsOf: (loadBalancerId: string, listenerPort: number) => Promise<readonly Raw[]>;
  /** All certificates of the region (DescribeServerCertificates). */
  readonly serverCertificates: () => Promise<readonly Raw[]>;
}
