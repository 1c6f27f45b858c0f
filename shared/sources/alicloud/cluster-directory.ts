import { RemoteError } from '../remote-error.ts';
import type { CloudAccount } from './account.ts';
import { textOf } from './answers.ts';
import type { ClusterDirectory, ListedCluster } from './clusters.ts';
import { notUnderstood } from './errors.ts';
import { clientConfig } from './sdk.ts';

const ADDON = 'cloud-controller-manager';

/** Clusters of a page. The most that the API allows is not documented. */
const PAGE_SIZE = 50;

/** Pages of one list: 50,000 clusters, far more than an account has in a region. */
const MOST_PAGES = 1_000;

/** What the API allows for the life of a temporary kubeconfig. */
const SHORTEST_MINUTES = 15;
const LONGEST_MINUTES = 4320;

type Sdk = Awaited<ReturnType<typeof loadSdk>>;
type CsClient = InstanceType<Sdk['default']['default']>;

/** The CS API of an account, over the endpoint of each cluster's region. */
export function clusterDirectory(account: CloudAccount): ClusterDirectory {
  const clients = new Map<string, CsClient>();

  /** One call of the CS API, with the limits and tries of all calls. */
  async function ask<T>(
    regionId: string,
    action: string,
    send: (client: CsClient, sdk: Sdk) => Promise<{ readonly body?: T }>,
  ): Promise<T> {
    const sdk = await loadSdk();
    let client = clients.get(regionId);
    if (!client) {
      client = new sdk.default.default(await clientConfig(account.clientOptions('cs', regionId)));
      clients.set(regionId, client);
    }
    const ready = client;
    const target = { product: 'cs', regionId, action, host: client._endpoint } as const;
    return account.perform(target, async () => {
      const { body } = await send(ready, sdk);
      if (!body) throw notUnderstood(target);
      return body;
    });
  }

  async function page(
    regionId: string,
    pageNumber: number,
  ): Promise<{ readonly clusters: readonly ListedCluster[]; readonly total: number | undefined }> {
    const action = 'DescribeClustersV1';
    const body = await ask(regionId, action, async (client, sdk) => {
      const request = new sdk.DescribeClustersV1Request({ regionId, pageNumber, pageSize: PAGE_SIZE });
      const answer = await client.describeClustersV1(request);
      if (!answer.body?.clusters) throw notUnderstood({ product: 'cs', regionId, action });
      return answer;
    });
    const clusters = (body.clusters ?? []).map((item) => ({
      clusterId: item.clusterId ?? '',
      name: item.name ?? '',
      regionId: item.regionId ?? regionId,
      vpcId: item.vpcId ?? '',
      state: item.state ?? '',
    }));
    return { clusters, total: body.pageInfo?.totalCount };
  }

  /** All pages, one after the other: a page may hold fewer than it was asked for. */
  async function walk(
    regionId: string,
  ): Promise<{ readonly clusters: readonly ListedCluster[]; readonly whole: boolean }> {
    const found = new Map<string, ListedCluster>();
    const totals = new Set<number | undefined>();
    for (let number = 1; ; number++) {
      if (number > MOST_PAGES) {
        const target = { product: 'cs', regionId, action: 'DescribeClustersV1' } as const;
        throw notUnderstood(target, `the list does not end within ${MOST_PAGES} pages`);
      }
      const { clusters, total } = await page(regionId, number);
      const before = found.size;
      addNew(found, clusters);
      totals.add(total);
      const reached = found.size >= (total ?? found.size);
      const more = total === undefined ? clusters.length >= PAGE_SIZE : !reached;
      // A count that changed tells of pages that shifted, even if as many came as were counted in the end.
      if (!more || found.size === before) {
        return { clusters: [...found.values()], whole: reached && totals.size === 1 };
      }
    }
  }

  return {
    clusters: async (regionId) => {
      const first = await walk(regionId);
      if (first.whole) return first.clusters;
      const second = await walk(regionId);
      if (second.whole) return second.clusters;
      throw notUnderstood(
        { product: 'cs', regionId, action: 'DescribeClustersV1' },
        'fewer clusters are listed than are counted',
      );
    },
    kubeconfig: async ({ clusterId, regionId }, endpoint, minutes) => {
      const temporaryDurationMinutes = Math.min(
        LONGEST_MINUTES,
        Math.max(SHORTEST_MINUTES, Math.ceil(minutes)),
      );
      const action = 'DescribeClusterUserKubeconfig';
      const body = await ask(regionId, action, async (client, sdk) => {
        const request = new sdk.DescribeClusterUserKubeconfigRequest({
          privateIpAddress: endpoint === 'private',
          temporaryDurationMinutes,
        });
        const answer = await client.describeClusterUserKubeconfig(clusterId, request);
        if (!answer.body?.config) throw notUnderstood({ product: 'cs', regionId, action });
        return answer;
      });
      const expiresAt = Date.parse(body.expiration ?? '');
      return {
        config: body.config ?? '',
        expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt,
      };
    },
    ccmAddon: async ({ clusterId, regionId }) => {
      try {
        const body = await ask(regionId, 'GetClusterAddonInstance', (client) =>
          client.getClusterAddonInstance(clusterId, ADDON),
        );
        return { version: textOf(body.version), serviceBackendType: backendTypeIn(body.config ?? '') };
      } catch (thrown) {
        if (!(thrown instanceof RemoteError) || thrown.kind !== 'gone') throw thrown;
        return { version: undefined, serviceBackendType: undefined };
      }
    },
  };
}

function addNew(found: Map<string, ListedCluster>, clusters: readonly ListedCluster[]): void {
  for (const cluster of clusters) {
    if (cluster.clusterId !== '' && !found.has(cluster.clusterId)) found.set(cluster.clusterId, cluster);
  }
}

/** Late, as it is slow to load, and needed only where clusters are discovered. */
function loadSdk() {
  return import('@alicloud/cs20151215');
}

/** The addon's config is a JSON text of a form that is not documented: the word and its value are looked for. */
function backendTypeIn(config: string): 'ecs' | 'eni' | undefined {
  const value = /service[-_]?backend[-_]?type\W{0,8}(eni|ecs)\b/i.exec(config)?.[1]?.toLowerCase();
  return value === 'eni' || value === 'ecs' ? value : undefined;
}
