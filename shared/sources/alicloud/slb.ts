import type { CloudAccount } from './account.ts';
import {
  batches,
  countOf,
  distinct,
  type Listing,
  listAt,
  type Raw,
  type TokenPage,
  textOf,
} from './answers.ts';
import { notUnderstood } from './errors.ts';
import { listLoadBalancers } from './load-balancers.ts';
import { allPages, withoutGone } from './paging.ts';

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
  /**
   * All listeners of the given instances, and the ids that the API says are gone: DescribeLoadBalancerListeners, 10 ids
   * a call, all pages.
   */
  readonly listenersOf: (loadBalancerIds: readonly string[]) => Promise<{
    readonly items: readonly Raw[];
    readonly gone: readonly string[];
  }>;
  /** Ids and names of an instance's groups, with LoadBalancerId put in (DescribeVServerGroups). */
  readonly vServerGroupsOf: (loadBalancerId: string) => Promise<readonly Raw[]>;
  /** One group with its backends, with LoadBalancerId put in where the answer lacks it (DescribeVServerGroupAttribute). */
  readonly vServerGroup: (vServerGroupId: string, loadBalancerId: string) => Promise<Raw>;
  /** Extensions of one https listener, with LoadBalancerId and ListenerPort put in (DescribeDomainExtensions). */
  readonly domainExtensionsOf: (loadBalancerId: string, listenerPort: number) => Promise<readonly Raw[]>;
  /** All certificates of the region (DescribeServerCertificates). */
  readonly serverCertificates: () => Promise<readonly Raw[]>;
}

/** The most ids that DescribeLoadBalancers and DescribeLoadBalancerListeners take in one call. */
const IDS_A_CALL = 10;

/** The most items of a page. */
const PAGE_SIZE = 100;

/** SLB of an account in a region. */
export function slbRegion(account: CloudAccount, regionId: string): SlbRegion {
  const ask = (action: string, query: Raw, expect: readonly string[]) =>
    account.call({ product: 'slb', regionId, action, query, expect });

  async function list(action: string, query: Raw, outer: string, inner: string): Promise<readonly Raw[]> {
    const items = listAt(await ask(action, query, [outer]), outer, inner);
    if (!items) throw notUnderstood({ product: 'slb', regionId, action });
    return items;
  }

  async function listenersPage(nextToken?: string, ids: readonly string[] = []): Promise<TokenPage> {
    const action = 'DescribeLoadBalancerListeners';
    const query = {
      MaxResults: PAGE_SIZE,
      ...(ids.length > 0 && { LoadBalancerId: ids }),
      ...(nextToken !== undefined && { NextToken: nextToken }),
    };
    const answer = await ask(action, query, ['Listeners']);
    const items = listAt(answer, 'Listeners', 'Listener');
    if (!items) throw notUnderstood({ product: 'slb', regionId, action });
    return { items, nextToken: textOf(answer.NextToken), total: countOf(answer.TotalCount) };
  }

  /** In calls of ten ids; an id that is gone does not hide the others. */
  async function inBatches(
    ids: readonly string[],
    find: (ids: readonly string[]) => Promise<readonly Raw[]>,
  ): Promise<{ readonly items: readonly Raw[]; readonly gone: readonly string[] }> {
    const gone: string[] = [];
    const groups = batches([...new Set(ids)], IDS_A_CALL).map((group) => withoutGone(group, find, gone));
    return { items: (await Promise.all(groups)).flat(), gone };
  }

  return {
    loadBalancers: () => listLoadBalancers(account, regionId),
    loadBalancersOf: async (ids) => {
      const { items } = await inBatches(ids, (group) =>
        list(
          'DescribeLoadBalancers',
          { LoadBalancerId: group.join(','), PageNumber: 1, PageSize: PAGE_SIZE },
          'LoadBalancers',
          'LoadBalancer',
        ),
      );
      return distinct(items, 'LoadBalancerId');
    },
    loadBalancer: (id) =>
      ask('DescribeLoadBalancerAttribute', { LoadBalancerId: id }, ['LoadBalancerId', 'BackendServers']),
    listenersPage: (nextToken) => listenersPage(nextToken),
    listenersOf: (ids) =>
      inBatches(ids, (group) =>
        allPages(`DescribeLoadBalancerListeners in ${regionId}`, (token) => listenersPage(token, group)),
      ),
    vServerGroupsOf: async (id) => {
      const groups = await list(
        'DescribeVServerGroups',
        { LoadBalancerId: id },
        'VServerGroups',
        'VServerGroup',
      );
      return distinct(groups, 'VServerGroupId').map((group) => ({ ...group, LoadBalancerId: id }));
    },
    vServerGroup: async (groupId, loadBalancerId) => {
      const expect = ['VServerGroupId', 'BackendServers'];
      const group = await ask('DescribeVServerGroupAttribute', { VServerGroupId: groupId }, expect);
      return textOf(group.LoadBalancerId) === undefined
        ? { ...group, LoadBalancerId: loadBalancerId }
        : group;
    },
    domainExtensionsOf: async (id, port) => {
      const query = { LoadBalancerId: id, ListenerPort: port };
      const items = await list('DescribeDomainExtensions', query, 'DomainExtensions', 'DomainExtension');
      return distinct(items, 'DomainExtensionId').map((item) => ({
        ...item,
        LoadBalancerId: id,
        ListenerPort: port,
      }));
    },
    serverCertificates: async () => {
      const items = await list('DescribeServerCertificates', {}, 'ServerCertificates', 'ServerCertificate');
      return distinct(items, 'ServerCertificateId');
    },
  };
}
