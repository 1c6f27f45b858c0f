import { describe, expect, it } from 'vitest';
import { clusterDirectory } from '../../shared/sources/alicloud/cluster-directory.ts';
import type { CallEvent } from '../../shared/sources/observer.ts';
import { type ApiRequest, accountAt, apiServer, type Reply, refusal } from './support/api-server.ts';

const REGION = 'cn-hangzhou';
const CLUSTER = { clusterId: 'c-1', regionId: REGION };

async function directoryAt(reply: (request: ApiRequest, number: number) => Reply) {
  const server = await apiServer(reply);
  const events: CallEvent[] = [];
  const account = accountAt(server, { onCall: (event) => events.push(event) });
  return { server, events, directory: clusterDirectory(account) };
}

function clusters(count: number, from = 0): object[] {
  return Array.from({ length: count }, (_, index) => ({
    cluster_id: `c-${from + index}`,
    name: `cluster ${from + index}`,
    region_id: REGION,
    vpc_id: 'vpc-1',
    state: 'running',
    cluster_type: 'ManagedKubernetes',
  }));
}

function pageOf(all: readonly object[], { query }: ApiRequest, total: unknown = all.length): Reply {
  const size = Math.min(50, Number(query.page_size));
  const from = (Number(query.page_number) - 1) * size;
  return {
    body: {
      clusters: all.slice(from, from + size),
      page_info: { page_number: Number(query.page_number), page_size: size, total_count: total },
    },
  };
}

describe('the clusters of a region', () => {
  it('are read over all pages', async () => {
    const { server, events, directory } = await directoryAt((request) => pageOf(clusters(120), request));

    const found = await directory.clusters(REGION);

    expect(found).toHaveLength(120);
    expect(found[0]).toEqual({
      clusterId: 'c-0',
      name: 'cluster 0',
      regionId: REGION,
      vpcId: 'vpc-1',
      state: 'running',
    });
    expect(server.requests).toHaveLength(3);
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      path: '/api/v1/clusters',
      query: { region_id: REGION, page_number: '1', page_size: '50' },
      headers: { 'x-acs-version': '2015-12-15', authorization: expect.stringMatching(/^ACS3-HMAC-SHA256 /) },
    });
    expect(events[0]).toMatchObject({
      owner: 'main',
      product: 'cs',
      api: 'DescribeClustersV1',
      regionId: REGION,
      outcome: 'ok',
    });
  });

  it('are read on where a page holds fewer than it was asked for', async () => {
    const all = clusters(45);
    const { directory } = await directoryAt(({ query }) => {
      const from = (Number(query.page_number) - 1) * 20;
      return { body: { clusters: all.slice(from, from + 20), page_info: { total_count: '45' } } };
    });

    const found = await directory.clusters(REGION);

    expect(found).toHaveLength(45);
  });

  it('may be none', async () => {
    const { directory } = await directoryAt((request) => pageOf([], request));

    const found = await directory.clusters(REGION);

    expect(found).toEqual([]);
  });

  it('are listed once more where pages shift', async () => {
    const { server, directory } = await directoryAt((request, number) =>
      pageOf(number === 1 ? clusters(60) : clusters(59, 1), request, number === 1 ? 60 : 59),
    );

    const found = await directory.clusters(REGION);

    expect(found.map(({ clusterId }) => clusterId)).toContain('c-50');
    expect(server.requests.length).toBeGreaterThan(2);
  });

  it('are not said to be all where fewer come than are counted', async () => {
    const { directory } = await directoryAt((request) => pageOf(clusters(10), request, 11));

    const failed = directory.clusters(REGION);

    await expect(failed).rejects.toMatchObject({
      kind: 'unavailable',
      message: `DescribeClustersV1 in ${REGION}: fewer clusters are listed than are counted`,
    });
  });

  it.each([
    { what: 'throttled', reply: refusal(400, 'Throttling.User') },
    { what: 'half an answer', reply: { body: { page_info: { total_count: 1 } } } },
    { what: 'of another type than declared', reply: { body: { clusters: 'none' } } },
    { what: "a gateway's page", reply: { status: 503, text: '<html>' } },
  ])('are asked for again when the answer is $what', async ({ reply }) => {
    const { server, directory } = await directoryAt((request, number) =>
      number === 1 ? reply : pageOf(clusters(1), request),
    );

    const found = await directory.clusters(REGION);

    expect(found).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('that may not be listed name the RAM action', async () => {
    const { server, directory } = await directoryAt(() => ({
      status: 403,
      body: { code: 'StatusForbidden', message: 'RAM policy Forbidden for action cs:DescribeClusters.' },
    }));

    const failed = directory.clusters(REGION);

    await expect(failed).rejects.toMatchObject({
      kind: 'denied',
      message:
        'DescribeClustersV1 in cn-hangzhou: StatusForbidden ' +
        '(RAM policy Forbidden for action cs:DescribeClusters); ' +
        'RAM must allow cs:DescribeClustersV1 to account main',
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a kubeconfig', () => {
  it.each([
    { endpoint: 'public', minutes: 60, asked: '60', isPrivate: 'false' },
    { endpoint: 'private', minutes: 60, asked: '60', isPrivate: 'true' },
    { endpoint: 'public', minutes: 1, asked: '15', isPrivate: 'false' },
    { endpoint: 'public', minutes: 20_000, asked: '4320', isPrivate: 'false' },
    { endpoint: 'public', minutes: 20.2, asked: '21', isPrivate: 'false' },
  ] as const)('of $minutes minutes for the $endpoint endpoint is asked for with an end', async (given) => {
    const { server, directory } = await directoryAt(() => ({
      body: { config: 'apiVersion: v1', expiration: '2026-11-23T12:00:00Z' },
    }));

    const kubeconfig = await directory.kubeconfig(CLUSTER, given.endpoint, given.minutes);

    expect(kubeconfig).toEqual({
      config: 'apiVersion: v1',
      expiresAt: Date.parse('2026-11-23T12:00:00Z'),
    });
    expect(server.requests[0]).toMatchObject({
      path: '/k8s/c-1/user_config',
      query: { TemporaryDurationMinutes: given.asked, PrivateIpAddress: given.isPrivate },
    });
  });

  it('may not say when it ends', async () => {
    const { directory } = await directoryAt(() => ({ body: { config: 'apiVersion: v1' } }));

    const kubeconfig = await directory.kubeconfig(CLUSTER, 'public', 15);

    expect(kubeconfig.expiresAt).toBeUndefined();
  });

  it('that is half an answer is in no error', async () => {
    const { directory } = await directoryAt(() => ({ text: '{"config": "client-key-data: c2VjcmV0' }));

    const thrown = await directory.kubeconfig(CLUSTER, 'public', 15).catch((error: unknown) => error);

    expect(thrown).toMatchObject({ kind: 'unavailable' });
    expect(String(thrown)).not.toContain('client-key');
  });
});

describe('the CCM addon', () => {
  it.each([
    { config: '{"ServiceBackendType":"eni"}', type: 'eni' },
    { config: '{"global":{"serviceBackendType": "ECS"}}', type: 'ecs' },
    { config: '{"values":"{\\"ServiceBackendType\\":\\"eni\\"}"}', type: 'eni' },
    { config: '--service-backend-type=eni', type: 'eni' },
    { config: '{"ServiceBackendType":""}', type: undefined },
    { config: '{"cpu":"eni"}', type: undefined },
    { config: undefined, type: undefined },
  ])('with config $config has backends of type $type', async ({ config, type }) => {
    const { server, directory } = await directoryAt(() => ({
      body: { name: 'cloud-controller-manager', version: 'v2.12.1', state: 'active', config },
    }));

    const addon = await directory.ccmAddon(CLUSTER);

    expect(addon).toEqual({ version: 'v2.12.1', serviceBackendType: type });
    expect(server.requests[0]?.path).toBe('/clusters/c-1/addon_instances/cloud-controller-manager');
  });

  it('that is not installed has no version', async () => {
    const { directory } = await directoryAt(() => ({
      status: 404,
      body: { code: 'AddonNotFound', message: 'addon not found' },
    }));

    const addon = await directory.ccmAddon(CLUSTER);

    expect(addon).toEqual({ version: undefined, serviceBackendType: undefined });
  });

  it('that may not be read is another matter', async () => {
    const { directory } = await directoryAt(() => refusal(403, 'Forbidden'));

    const failed = directory.ccmAddon(CLUSTER);

    await expect(failed).rejects.toMatchObject({ kind: 'denied' });
  });
});
