import type { CloudAccount, CloudCluster } from './accounts.ts';
import { countOf, type Parameters } from './parameters.ts';
import { Refusal } from './refusal.ts';

/** The text of a cluster's kubeconfig; undefined where there is none to be had. */
export type KubeconfigOf = (clusterId: string, endpoint: 'public' | 'private') => string | undefined;

/** What a path of the CS API (2015-12-15) asks for. */
export interface ContainerServiceCall {
  readonly api: string;
  /** Those of the query, and those in the path. */
  readonly parameters: Parameters;
  /** The cluster in the path. */
  readonly clusterId?: string;
}

const PATHS: readonly (readonly [string, RegExp])[] = [
  ['DescribeClustersV1', /^\/api\/v1\/clusters$/],
  ['DescribeClusterUserKubeconfig', /^\/k8s\/(?<ClusterId>[^/]+)\/user_config$/],
  ['GetClusterAddonInstance', /^\/clusters\/(?<ClusterId>[^/]+)\/addon_instances\/(?<Name>[^/]+)$/],
];

/** @returns undefined for a path that is none of those which a read-only program needs */
export function containerServiceCall(path: string, query: Parameters): ContainerServiceCall | undefined {
  for (const [api, pattern] of PATHS) {
    const groups = pattern.exec(path)?.groups;
    if (!groups && !pattern.test(path)) continue;
    return {
      api,
      parameters: { ...query, ...groups },
      ...(groups?.ClusterId !== undefined && { clusterId: groups.ClusterId }),
    };
  }
  return undefined;
}

/** Answers one call. Throws Refusal. */
export function containerServiceAnswer(
  { clusters }: CloudAccount,
  { api, parameters, clusterId }: ContainerServiceCall,
  kubeconfigOf: KubeconfigOf,
): object {
  if (api === 'DescribeClustersV1') return clusterPage(clusters, parameters);
  const cluster = clusters.find((one) => one.clusterId === clusterId);
  if (!cluster) throw new Refusal(404, 'ErrorClusterNotFound', 'The cluster is not found in our records.');
  return api === 'GetClusterAddonInstance'
    ? addon(cluster, parameters.Name ?? '')
    : userConfig(cluster, parameters, kubeconfigOf);
}

function clusterPage(clusters: readonly CloudCluster[], parameters: Parameters): object {
  const number = countOf(parameters, 'page_number', 1, Number.MAX_SAFE_INTEGER);
  const size = countOf(parameters, 'page_size', 10, 50);
  const { region_id: region } = parameters;
  const found = clusters.filter((cluster) => region === undefined || cluster.regionId === region);
  return {
    clusters: found.slice((number - 1) * size, number * size).map((cluster) => ({
      cluster_id: cluster.clusterId,
      name: cluster.name,
      region_id: cluster.regionId,
      vpc_id: cluster.vpcId,
      state: cluster.state ?? 'running',
      cluster_type: 'ManagedKubernetes',
      profile: 'Default',
    })),
    page_info: { page_number: number, page_size: size, total_count: found.length },
  };
}

function userConfig(cluster: CloudCluster, parameters: Parameters, kubeconfigOf: KubeconfigOf): object {
  // Without it the real API hands out a certificate for years.
  const minutes = Number(parameters.TemporaryDurationMinutes);
  if (!(minutes >= 15 && minutes <= 4320))
    throw new Refusal(400, 'LastingKubeconfigAsked', 'TemporaryDurationMinutes must be from 15 to 4320.');
  const endpoint = parameters.PrivateIpAddress === 'true' ? 'private' : 'public';
  const config = kubeconfigOf(cluster.clusterId, endpoint);
  if (config === undefined)
    throw new Refusal(400, 'ErrorCheckClusterState', `The cluster has no ${endpoint} endpoint.`);
  return { config, expiration: new Date(Date.now() + minutes * 60_000).toISOString() };
}

function addon({ ccmVersion: version, serviceBackendType }: CloudCluster, name: string): object {
  if (name !== 'cloud-controller-manager' || version === undefined)
    throw new Refusal(404, 'AddonNotFound', 'The addon is not installed.');
  const config = JSON.stringify(serviceBackendType === undefined ? {} : { serviceBackendType });
  return { name, version, state: 'active', config };
}
