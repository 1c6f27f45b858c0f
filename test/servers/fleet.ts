import type { Snapshot } from '../../shared/snapshot/snapshot.ts';
import type { CloudAccount } from './accounts.ts';
import { type Cloud, type CloudOptions, startCloud } from './cloud.ts';
import { type FleetConfig, fleetConfig, fleetEnv } from './fleet-config.ts';
import { type Kubernetes, type KubernetesOptions, startKubernetes } from './kubernetes.ts';

export interface FleetOptions extends Omit<CloudOptions, 'accounts' | 'kubeconfigOf'> {
  /** Milliseconds until any answer of an API server; `latency` is the cloud's. */
  readonly kubernetesLatency?: number;
  readonly mostItems?: KubernetesOptions['mostItems'];
}

/** The whole world of a snapshot: its cloud, and an API server for each of its clusters. */
export interface Fleet {
  readonly cloud: Cloud;
  /** By cluster id. */
  readonly kubernetes: ReadonlyMap<string, Kubernetes>;
  /**
   * A config that points at these servers. Clusters are listed with their kubeconfigs, or found through the CS API
   * with `discover`. Nothing is confirmed: it has a settle delay of 0. Further top-level keys are put over it.
   */
  readonly config: (overrides?: FleetConfig) => Readonly<Record<string, unknown>>;
  /** The same as text. */
  readonly configText: (overrides?: FleetConfig) => string;
  /** What the config names with `env:`. */
  readonly env: () => Record<string, string>;
  /** Puts another snapshot in the place of all; the ports stay, calls and faults too. */
  readonly refill: (snapshot: Snapshot) => Promise<void>;
  /** Keys, secrets and tokens, none of which may ever be printed. */
  readonly secrets: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts the servers that hold a snapshot. It must not be edited afterwards. */
export async function startFleet(snapshot: Snapshot, options: FleetOptions = {}): Promise<Fleet> {
  const { kubernetesLatency, mostItems, ...cloudOptions } = options;
  const pool: Kubernetes[] = [];
  const kubernetes = new Map<string, Kubernetes>();
  let accounts = accountsOf(snapshot);
  const cloud = await startCloud({
    ...cloudOptions,
    accounts,
    kubeconfigOf: (clusterId) => kubernetes.get(clusterId)?.kubeconfig(),
  });

  async function place(clusters: Snapshot['clusters']): Promise<void> {
    kubernetes.clear();
    for (const [index, cluster] of clusters.entries()) {
      const server = pool[index];
      server?.refill(cluster);
      const started =
        server ??
        (await startKubernetes({
          cluster,
          ...(kubernetesLatency !== undefined && { latency: kubernetesLatency }),
          ...(mostItems !== undefined && { mostItems }),
        }));
      pool[index] = started;
      kubernetes.set(cluster.clusterId, started);
    }
  }

  await place(snapshot.clusters);
  const config: Fleet['config'] = (overrides) => fleetConfig(cloud.url, accounts, overrides);
  return {
    cloud,
    kubernetes,
    config,
    // All JSON is YAML.
    configText: (overrides) => JSON.stringify(config(overrides), null, 2),
    env: () => fleetEnv(accounts, (clusterId) => kubernetes.get(clusterId)?.kubeconfig() ?? ''),
    refill: async (next) => {
      accounts = accountsOf(next);
      cloud.refill(accounts);
      await place(next.clusters);
    },
    secrets: () => [...cloud.secrets(), ...pool.flatMap((server) => server.secrets())],
    close: async () => {
      await Promise.all([cloud, ...pool].map((server) => server.close()));
    },
  };
}

/**
 * An account for each account id of the regions. Clusters belong to the account that they name; others to the first that
 * has their region, else to the first of all.
 */
function accountsOf(snapshot: Snapshot): CloudAccount[] {
  const ids = [...new Set(snapshot.regions.map((region) => region.accountId))];
  const homes = ids.map((accountId) => snapshot.regions.filter((region) => region.accountId === accountId));
  return ids.map((accountId, index) => {
    const number = index + 1;
    const name = accountId === undefined ? 'main' : `account-${accountId}`;
    const clusters = snapshot.clusters
      .filter(({ accountId: named, regionId }) => {
        if (named !== undefined && ids.includes(named)) return named === accountId;
        const home = homes.findIndex((regions) => regions.some((one) => one.regionId === regionId));
        return Math.max(home, 0) === index;
      })
      .map(({ kubernetes: _, accountId: __, ...cluster }) => cluster);
    return {
      name,
      ...(accountId !== undefined && { accountId }),
      accessKeyId: `LTAIplanted${number}`,
      accessKeySecret: `planted-secret-of-${name}`,
      regions: homes[index] ?? [],
      clusters,
    };
  });
}
