import type { Finding, Report } from '../report/report.ts';
import type { KubernetesCluster } from '../sources/kubernetes/cluster.ts';
import type { LiveCluster, Shard } from './live.ts';

/** What a scan is to look at. What is left out is not looked at: an empty scope is the whole fleet. */
export interface Scope {
  /** Ids or names. */
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  /** `namespace/name`; beside the namespaces. */
  readonly services?: readonly string[];
}

/** Whether a scope has a cluster in it. */
export function hasCluster(
  { clusters }: Scope,
  { clusterId, name }: Pick<LiveCluster, 'clusterId' | 'name'>,
): boolean {
  return clusters === undefined || clusters.includes(clusterId) || clusters.includes(name);
}

/** The shard as far as it is in a scope; none where that is nothing. */
export function scopedShard(shard: Shard, scope: Scope): Shard[] {
  const clusters = shard.clusters.filter((cluster) => hasCluster(scope, cluster));
  if (clusters.length === 0) return [];
  if (!hasParts(scope)) return [{ ...shard, clusters }];
  return [{ ...shard, clusters: clusters.map((cluster) => scopedCluster(cluster, scope)) }];
}

/**
 * The report as far as it is in a scope. Of clusters that were not read in full nothing is said that rests on what they
 * lack: their orphans.
 */
export function inScope(report: Report, scope: Scope): Report {
  const clusterIds = new Set(report.clusters.map((cluster) => cluster.clusterId));
  const findings = report.findings.filter(
    (finding) => clusterIds.has(finding.clusterId) && (!hasParts(scope) || isWanted(finding, scope)),
  );
  const clusters = report.clusters.map((cluster) => ({
    ...cluster,
    findings: findings.filter((finding) => finding.clusterId === cluster.clusterId).length,
  }));
  return { ...report, clusters, findings };
}

function hasParts({ namespaces, services }: Scope): boolean {
  return namespaces !== undefined || services !== undefined;
}

function isWanted({ namespace, service }: Pick<Finding, 'namespace' | 'service'>, scope: Scope): boolean {
  if (namespace === undefined || service === undefined) return false;
  return has(scope, namespace, service);
}

function has({ namespaces, services }: Scope, namespace: string, service: string): boolean {
  const isNamed = services?.includes(`${namespace}/${service}`) ?? false;
  return isNamed || (namespaces?.includes(namespace) ?? false);
}

function scopedCluster(cluster: LiveCluster, scope: Scope): LiveCluster {
  return {
    ...cluster,
    isPartial: true,
    connect: async (signal) => scopedConnection(await cluster.connect(signal), scope),
  };
}

function scopedConnection(connection: KubernetesCluster, scope: Scope): KubernetesCluster {
  const { namespaces, services = [] } = scope;
  return {
    ...connection,
    // The check's own result is about all Services.
    precheckEvent: () => Promise.resolve(undefined),
    services: async (keep) => {
      if (namespaces !== undefined) {
        const all = await connection.services(keep);
        return all.filter((item) => isNamed(item, scope));
      }
      const found = await Promise.all(services.map((name) => connection.service(refOf(name))));
      return found.filter((item) => item !== undefined).map(keep);
    },
    endpointSlices: async (keep) => {
      if (namespaces !== undefined) return connection.endpointSlices(keep);
      const found = services.map((name) => connection.endpointSlicesOf(refOf(name), keep));
      return (await Promise.all(found)).flat();
    },
  };
}

function isNamed(item: unknown, scope: Scope): boolean {
  const { metadata } = item as { metadata?: { namespace?: unknown; name?: unknown } | null };
  return has(scope, String(metadata?.namespace), String(metadata?.name));
}

function refOf(name: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', service = ''] = name.split('/');
  return { namespace, name: service };
}
