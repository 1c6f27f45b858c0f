import { describe, expect, it } from 'vitest';
import { slbRegion } from '../../shared/sources/alicloud/slb.ts';
import { type ApiRequest, accountAt, apiServer, type Reply, refusal } from './support/api-server.ts';

const REGION = 'cn-hangzhou';

function ids(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `lb-${String(from + index).padStart(4, '0')}`);
}

/** A page of DescribeLoadBalancers, cut out of all there are. */
function pageOf(all: readonly string[], { query }: ApiRequest, total: unknown = all.length): Reply {
  const from = (Number(query.PageNumber) - 1) * Number(query.PageSize);
  const items = all.slice(from, from + Number(query.PageSize)).map((LoadBalancerId) => ({ LoadBalancerId }));
  return { body: { PageNumber: 1, TotalCount: total, LoadBalancers: { LoadBalancer: items } } };
}

async function slbAt(reply: (request: ApiRequest, number: number) => Reply) {
  const server = await apiServer(reply);
  return { server, slb: slbRegion(accountAt(server), REGION) };
}

describe('all instances', () => {
  it('are read in pages of 100', async () => {
    const { server, slb } = await slbAt((request) => pageOf(ids(250), request));

    const { items, complete } = await slb.loadBalancers();

    expect(items.map(({ LoadBalancerId }) => LoadBalancerId)).toEqual(ids(250));
    expect(complete).toBe(true);
    expect(server.requests.map(({ query }) => query.PageNumber).sort()).toEqual(['1', '2', '3']);
    expect(server.requests[0]?.query).toMatchObject({ PageSize: '100', RegionId: REGION });
  });

  it.each([
    { what: 'none at all', count: 0, total: 0, calls: 1 },
    { what: 'a full page', count: 100, total: 100, calls: 1 },
    { what: 'a count that is a string', count: 101, total: '101', calls: 2 },
  ])('$what', async ({ count, total, calls }) => {
    const { server, slb } = await slbAt((request) => pageOf(ids(count), request, total));

    const { items, complete } = await slb.loadBalancers();

    expect(items).toHaveLength(count);
    expect(complete).toBe(true);
    expect(server.requests).toHaveLength(calls);
  });

  it('are listed once more where one that goes shifts the pages', async () => {
    // The first of all goes after the first page: number 100 moves from page 2 to page 1, and is missed.
    const { server, slb } = await slbAt((request, number) =>
      pageOf(number === 1 ? ids(250) : ids(249, 1), request),
    );

    const { items, complete } = await slb.loadBalancers();

    expect(items.map(({ LoadBalancerId }) => LoadBalancerId)).toEqual(ids(249, 1));
    expect(complete).toBe(true);
    expect(server.requests).toHaveLength(6);
  });

  it('are listed once more where the count changes, though as many came', async () => {
    const { server, slb } = await slbAt((request, number) =>
      pageOf(ids(101), request, number === 1 ? 101 : number === 2 ? 100 : 101),
    );

    const { items, complete } = await slb.loadBalancers();

    expect(items).toHaveLength(101);
    expect(complete).toBe(true);
    expect(server.requests).toHaveLength(4);
  });

  it('are put together from two lists where both were shifted', async () => {
    const lists = [ids(150), ids(150), [...ids(149, 1), 'lb-new'], [...ids(149, 1), 'lb-new']];
    const { slb } = await slbAt((request, number) => {
      // Page 1 comes first in each list.
      const all = lists[number - 1] ?? [];
      return pageOf(number === 2 ? all.slice(1) : number === 4 ? all.slice(0, 149) : all, request, 150);
    });

    const { items, complete } = await slb.loadBalancers();

    expect(new Set(items.map(({ LoadBalancerId }) => LoadBalancerId)).size).toBe(items.length);
    expect(items.length).toBeGreaterThanOrEqual(150);
    expect(complete).toBe(true);
  });

  it('are not known to be whole where fewer come than are counted, twice', async () => {
    const { server, slb } = await slbAt((request) => pageOf(ids(150), request, 152));

    const { items, complete } = await slb.loadBalancers();

    expect(items).toHaveLength(150);
    expect(complete).toBe(false);
    expect(server.requests).toHaveLength(4);
  });

  it('an instance that comes on two pages is kept once, as it came first', async () => {
    const { slb } = await slbAt(({ query }) => ({
      body: {
        TotalCount: 101,
        LoadBalancers: {
          LoadBalancer: (query.PageNumber === '1' ? ids(100) : ['lb-0099', 'lb-last']).map(
            (LoadBalancerId) => ({ LoadBalancerId, LoadBalancerName: `page ${query.PageNumber}` }),
          ),
        },
      },
    }));

    const { items, complete } = await slb.loadBalancers();

    expect(items).toHaveLength(101);
    expect(items[99]).toEqual({ LoadBalancerId: 'lb-0099', LoadBalancerName: 'page 1' });
    expect(complete).toBe(true);
  });
});

describe('half an answer is trouble, never an empty list', () => {
  it.each([
    { what: 'no wrapper', body: { TotalCount: 0 } },
    { what: 'a wrapper that is null', body: { TotalCount: 0, LoadBalancers: null } },
    { what: 'a wrapper that is a text', body: { TotalCount: 0, LoadBalancers: 'none' } },
    { what: 'no count', body: { LoadBalancers: { LoadBalancer: [] } } },
  ])('$what', async ({ body }) => {
    const { slb } = await slbAt(() => ({ body }));

    const failed = slb.loadBalancers();

    await expect(failed).rejects.toMatchObject({ kind: 'unavailable', remoteCode: 'BAD_ANSWER' });
  });

  it('but an empty wrapper is an empty list', async () => {
    const { slb } = await slbAt(() => ({ body: { TotalCount: 0, LoadBalancers: {} } }));

    const { items, complete } = await slb.loadBalancers();

    expect(items).toEqual([]);
    expect(complete).toBe(true);
  });
});

describe('given instances', () => {
  it('are asked for ten ids a call, each once', async () => {
    const { server, slb } = await slbAt(({ query }) => ({
      body: {
        LoadBalancers: {
          LoadBalancer: query.LoadBalancerId?.split(',').map((LoadBalancerId) => ({ LoadBalancerId })),
        },
      },
    }));

    const items = await slb.loadBalancersOf([...ids(23), ...ids(3)]);

    expect(items.map(({ LoadBalancerId }) => LoadBalancerId).sort()).toEqual(ids(23));
    expect(server.requests.map(({ query }) => query.LoadBalancerId?.split(',').length).sort()).toEqual([
      10, 10, 3,
    ]);
  });

  it('that are gone do not hide the others', async () => {
    const { slb } = await slbAt(({ query }) => {
      const wanted = query.LoadBalancerId?.split(',') ?? [];
      if (wanted.includes('lb-0002')) return refusal(404, 'InvalidLoadBalancerId.NotFound');
      return {
        body: { LoadBalancers: { LoadBalancer: wanted.map((LoadBalancerId) => ({ LoadBalancerId })) } },
      };
    });

    const items = await slb.loadBalancersOf(ids(4));

    expect(items.map(({ LoadBalancerId }) => LoadBalancerId)).toEqual(['lb-0000', 'lb-0001', 'lb-0003']);
  });

  it('have one call for their default server group', async () => {
    const body = { LoadBalancerId: 'lb-1', BackendServers: { BackendServer: [{ ServerId: 'i-1' }] } };
    const { server, slb } = await slbAt(() => ({ body }));

    const item = await slb.loadBalancer('lb-1');

    expect(item).toEqual(body);
    expect(server.requests[0]).toMatchObject({
      action: 'DescribeLoadBalancerAttribute',
      query: { LoadBalancerId: 'lb-1' },
    });
  });
});

describe('listeners', () => {
  const listener = (number: number) => ({ LoadBalancerId: 'lb-1', ListenerPort: number });

  it('of the region come by the page', async () => {
    const { server, slb } = await slbAt(({ query }) => ({
      body: {
        TotalCount: '2',
        NextToken: query.NextToken === undefined ? 'second' : '',
        Listeners: [listener(query.NextToken === undefined ? 80 : 443)],
      },
    }));

    const first = await slb.listenersPage();
    const second = await slb.listenersPage(first.nextToken);

    expect(first).toEqual({ items: [listener(80)], nextToken: 'second', total: 2 });
    expect(second).toEqual({ items: [listener(443)], nextToken: undefined, total: 2 });
    expect(server.requests[0]?.query).toEqual({ RegionId: REGION, MaxResults: '100' });
  });

  it('of given instances are asked for ten ids a call, all pages', async () => {
    const { server, slb } = await slbAt(({ query }) => ({
      body:
        query.NextToken === undefined
          ? { Listeners: [listener(1)], NextToken: 'more' }
          : { Listeners: [listener(2)] },
    }));

    const { items, gone } = await slb.listenersOf(ids(11));

    expect(items).toHaveLength(4);
    expect(gone).toEqual([]);
    expect(server.requests).toHaveLength(4);
    const batch = server.requests.find(({ query }) => query['LoadBalancerId.10'] !== undefined);
    expect(batch?.query).toMatchObject({ 'LoadBalancerId.1': 'lb-0000', 'LoadBalancerId.10': 'lb-0009' });
  });

  it.each([
    { what: 'at once', tokens: ['a', 'a'] },
    { what: 'in a round', tokens: ['a', 'b', 'a'] },
  ])('with a token that comes again $what do not go on for ever', async ({ tokens }) => {
    let number = 0;
    const { slb } = await slbAt(() => ({
      body: { Listeners: [listener(number)], NextToken: tokens[number++ % tokens.length] },
    }));

    const failed = slb.listenersOf(['lb-1']);

    await expect(failed).rejects.toMatchObject({
      kind: 'unavailable',
      message: `DescribeLoadBalancerListeners in ${REGION}: the list does not end, its token repeats`,
    });
  });

  it('without their key are half an answer', async () => {
    const { slb } = await slbAt((_, number) => ({
      body: number === 1 ? { NextToken: '' } : { Listeners: [listener(80)] },
    }));

    const { items } = await slb.listenersPage();

    expect(items).toEqual([listener(80)]);
  });
});

describe('what belongs to an instance', () => {
  it('groups get the id of their instance', async () => {
    const { server, slb } = await slbAt(() => ({
      body: { VServerGroups: { VServerGroup: [{ VServerGroupId: 'rsp-1', VServerGroupName: 'n' }] } },
    }));

    const groups = await slb.vServerGroupsOf('lb-1');

    expect(groups).toEqual([{ VServerGroupId: 'rsp-1', VServerGroupName: 'n', LoadBalancerId: 'lb-1' }]);
    expect(server.requests[0]).toMatchObject({
      action: 'DescribeVServerGroups',
      query: { LoadBalancerId: 'lb-1', RegionId: REGION },
    });
  });

  it.each([
    { answered: undefined, kept: 'lb-asked' },
    { answered: '', kept: 'lb-asked' },
    { answered: 'lb-answered', kept: 'lb-answered' },
  ])('a group of $answered is put to $kept', async ({ answered, kept }) => {
    const { slb } = await slbAt(() => ({
      body: { VServerGroupId: 'rsp-1', LoadBalancerId: answered, BackendServers: { BackendServer: [] } },
    }));

    const group = await slb.vServerGroup('rsp-1', 'lb-asked');

    expect(group).toMatchObject({ VServerGroupId: 'rsp-1', LoadBalancerId: kept });
  });

  it('a group that is gone is told so', async () => {
    const { slb } = await slbAt(() => refusal(404, 'InvalidParameter', 'The VServerGroupId does not exist.'));

    const failed = slb.vServerGroup('rsp-1', 'lb-1');

    await expect(failed).rejects.toMatchObject({ kind: 'gone' });
  });

  it('domain extensions get the id of their instance and their port', async () => {
    const extension = { DomainExtensionId: 'de-1', Domain: 'a.example.com', ServerCertificateId: 'cert-1' };
    const { server, slb } = await slbAt(() => ({
      body: { DomainExtensions: { DomainExtension: [extension] } },
    }));

    const items = await slb.domainExtensionsOf('lb-1', 443);

    expect(items).toEqual([{ ...extension, LoadBalancerId: 'lb-1', ListenerPort: 443 }]);
    expect(server.requests[0]?.query).toMatchObject({ LoadBalancerId: 'lb-1', ListenerPort: '443' });
  });

  it('certificates are those of the region', async () => {
    const { server, slb } = await slbAt(() => ({
      body: { ServerCertificates: { ServerCertificate: [{ ServerCertificateId: 'cert-1' }] } },
    }));

    const items = await slb.serverCertificates();

    expect(items).toEqual([{ ServerCertificateId: 'cert-1' }]);
    expect(server.requests[0]?.query).toEqual({ RegionId: REGION });
  });
});
