import type { CloudAccount, CloudCluster } from './accounts.ts';

/** What a test wants otherwise in the config file. */
export interface FleetConfig extends Readonly<Record<string, unknown>> {
  /** Clusters are found through the CS API. */
  readonly discover?: boolean;
}

/** A config file's value (design section 10) for accounts whose APIs are all at one URL. */
export function fleetConfig(
  url: string,
  accounts: readonly CloudAccount[],
  overrides: FleetConfig = {},
): Readonly<Record<string, unknown>> {
  const { discover = false, ...rest } = overrides;
  return {
    accounts: accounts.map((account, index) => ({
      name: account.name,
      credentials: { accessKeyId: `env:${idName(index)}`, accessKeySecret: `env:${secretName(index)}` },
      regions: [...new Set(account.regions.map((region) => region.regionId))],
      endpoints: { slb: url, ecs: url, vpc: url, cs: url, sts: url },
      clusters: discover
        ? 'discover'
        : account.clusters.map((cluster) => listed(cluster, kubeconfigName(accounts, cluster))),
    })),
    confirm: { settleSeconds: 0 },
    ...rest,
  };
}

/** The environment that such a config needs. */
export function fleetEnv(
  accounts: readonly CloudAccount[],
  kubeconfigOf: (clusterId: string) => string,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [index, account] of accounts.entries()) {
    env[idName(index)] = account.accessKeyId;
    env[secretName(index)] = account.accessKeySecret;
    for (const cluster of account.clusters) {
      env[kubeconfigName(accounts, cluster)] = kubeconfigOf(cluster.clusterId);
    }
  }
  return env;
}

function idName(account: number): string {
  return `FLEET_KEY_ID_${account + 1}`;
}

function secretName(account: number): string {
  return `FLEET_KEY_SECRET_${account + 1}`;
}

function kubeconfigName(accounts: readonly CloudAccount[], wanted: CloudCluster): string {
  const all = accounts.flatMap(({ clusters }) => clusters);
  return `KUBECONFIG_${all.findIndex(({ clusterId }) => clusterId === wanted.clusterId) + 1}`;
}

function listed(cluster: CloudCluster, kubeconfig: string): object {
  const { clusterId, name, regionId, vpcId, serviceBackendType, ccmVersion } = cluster;
  return {
    clusterId,
    name,
    regionId,
    vpcId,
    kubeconfig: `env:${kubeconfig}`,
    ...(serviceBackendType !== undefined && { serviceBackendType }),
    ...(ccmVersion !== undefined && { ccmVersion }),
  };
}
