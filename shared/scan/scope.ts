import type { Finding, Report } from '../report/report.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
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
  // What a whole region would tell is left out of the report: it need not be looked for.
  const partial = clusters.map((cluster) => ({ ...cluster, isPartial: true }));
  if (!hasParts(scope)) return [{ ...shard, clusters: partial }];
  return [{ ...shard, clusters: partial.map((cluster) => scopedCluster(cluster, scope)) }];
}

/**
 * The report as far as it is in a scope. Nothing is said that rests on all Services of a region: an SLB that looks
 * abandoned may be used by one that was left out.
 */
export function inScope(report: Report, scope: Scope): Report {
  const clusterIds = new Set(report.clusters.map((cluster) => cluster.clusterId));
  const findings = report.findings.filter(
    (finding) =>
      clusterIds.has(finding.clusterId) &&
      finding.service !== undefined &&
      (!hasParts(scope) || isWanted(finding, scope)),
  );
  const clusters = report.clusters.map((cluster) => ({
    ...cluster,
    findings: findings.filter((finding) => finding.clusterId === cluster.clusterId).length,
  }));
  return { ...report, clusters, findings };
}

/** The names of a scope that nothing was found for, as `kind name`. */
export function notFoundIn(scope: Scope, clusters: Snapshot['clusters']): readonly string[] {
  const { namespaces = [], services = [] } = scope;
  const known = new Set(clusters.flatMap(({ clusterId, name }) => [clusterId, name]));
  const items = clusters.flatMap(({ kubernetes }) => kubernetes.services.items);
  const read = new Set(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  const spaces = new Set(items.map(({ metadata }) => metadata.namespace));
  return [
    ...(scope.clusters ?? []).filter((name) => !known.has(name)).map((name) => `cluster ${name}`),
    ...namespaces.filter((name) => !spaces.has(name)).map((name) => `namespace ${name}`),
    ...services.filter((name) => !read.has(name)).map((name) => `Service ${name}`),
  ];
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
