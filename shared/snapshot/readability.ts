import type { Failure } from './snapshot.ts';

const KUBERNETES_PARTS = ['services', 'endpointSlices', 'nodes', 'pods'] as const;
const CLOUD_PARTS = [
  'loadBalancers',
  'listeners',
  'vServerGroups',
  'domainExtensions',
  'serverCertificates',
  'networkInterfaces',
  'vpcs',
] as const;

/** A part that is read from an API server. */
export type KubernetesPart = (typeof KUBERNETES_PARTS)[number];
/** A part that is read from the cloud's APIs. */
export type CloudPart = (typeof CLOUD_PARTS)[number];
/** Any part of a snapshot that can be unread. */
export type Part = KubernetesPart | CloudPart;

/** What of a snapshot could not be read, asked the way the audit needs it. */
export interface Readability {
  /** Whether a Kubernetes part of a cluster is unread, wholly or (`service` = `namespace/name`) for one Service. */
  readonly kubernetesUnread: (clusterId: string, part: KubernetesPart, service?: string) => boolean;
  /** Whether a part of a region is unread, wholly or for one load balancer. */
  readonly cloudUnread: (regionId: string, part: CloudPart, loadBalancerId?: string) => boolean;
  /** Whether even one item of a part of a region is unread: then "not found" proves nothing. */
  readonly cloudIncomplete: (regionId: string, part: CloudPart) => boolean;
  /** Why a part of a region is unread, wholly or for single load balancers. */
  readonly reasonsOf: (regionId: string, part: CloudPart) => readonly Failure[];
  /** The failures that make a cluster's verdict doubtful: its own, and those of its whole region. */
  readonly concerning: (clusterId: string, regionId: string) => readonly Failure[];
}

/** Whether a failure puts a verdict in doubt: the check's own Event only adds a comparison with it. */
export function isDoubt(failure: Failure): boolean {
  return failure.resource.toLowerCase() !== 'events';
}

function named<P extends string>(resource: string, parts: readonly P[]): P | undefined {
  return parts.find((part) => part.toLowerCase() === resource.toLowerCase());
}

/** The parts of either side that a failure means: the one it names, else all of each side it gives an id of. */
function partsOf({ resource, clusterId, regionId }: Failure) {
  const kubernetes = named(resource, KUBERNETES_PARTS);
  const cloud = named(resource, CLOUD_PARTS);
  if (kubernetes) return { kubernetes: [kubernetes], cloud: [] };
  if (cloud) return { kubernetes: [], cloud: [cloud] };
  return { kubernetes: clusterId ? KUBERNETES_PARTS : [], cloud: regionId ? CLOUD_PARTS : [] };
}

const key = (...words: readonly string[]): string => words.join('\u0000');

type ClusterPlace = { readonly clusterId: string; readonly regionId: string };

interface UnreadParts {
  /** Part by part, of a cluster or region as a whole or of one Service or instance of it. */
  readonly unread: ReadonlySet<string>;
  /** Parts of a region of which anything is missing, with the reasons. */
  readonly incomplete: ReadonlyMap<string, readonly Failure[]>;
}

function unreadParts(failures: readonly Failure[], clusters: readonly ClusterPlace[]): UnreadParts {
  const unread = new Set<string>();
  const incomplete = new Map<string, Failure[]>();
  for (const failure of failures.filter(isDoubt)) {
    const { kubernetes, cloud } = partsOf(failure);
    const { clusterIds, regionIds } = placesOf(failure, clusters);
    const service = failure.namespace && failure.service ? `${failure.namespace}/${failure.service}` : '';
    for (const part of kubernetes) for (const id of clusterIds) unread.add(key('cluster', id, part, service));
    for (const part of cloud) {
      for (const id of regionIds) {
        unread.add(key('region', id, part, failure.loadBalancerId ?? ''));
        note(incomplete, key(id, part), failure);
      }
    }
  }
  return { unread, incomplete };
}

function note(map: Map<string, Failure[]>, id: string, failure: Failure): void {
  const list = map.get(id);
  if (list) list.push(failure);
  else map.set(id, [failure]);
}

/** What a failure blinds: the cluster or region that it names, else those that lie in or around it. */
function placesOf({ clusterId, regionId }: Failure, clusters: readonly ClusterPlace[]) {
  const concerned = clusters.filter((one) =>
    clusterId ? one.clusterId === clusterId : one.regionId === regionId,
  );
  return {
    clusterIds: clusterId ? [clusterId] : concerned.map((one) => one.clusterId),
    regionIds: regionId ? [regionId] : concerned.map((one) => one.regionId),
  };
}

/**
 * Turns the failures of a snapshot into questions the audit asks. A failure whose `resource` is no known part
 * counts for all parts of its cluster or region; one that names neither counts for everything. A cluster's failure
 * to read a cloud part blinds its region, a region's failure to read a Kubernetes part all of its clusters.
 */
export function readabilityOf(
  failures: readonly Failure[],
  clusters: readonly ClusterPlace[] = [],
): Readability {
  const { unread, incomplete } = unreadParts(failures, clusters);
  const ofCluster = new Map<string, Failure[]>();
  const ofRegion = new Map<string, Failure[]>();
  const everywhere: Failure[] = [];
  for (const failure of failures.filter(isDoubt)) {
    const { clusterId, regionId } = failure;
    const { kubernetes, cloud } = partsOf(failure);
    if (clusterId && (kubernetes.length > 0 || !regionId)) note(ofCluster, clusterId, failure);
    if (regionId && (cloud.length > 0 || !clusterId)) note(ofRegion, regionId, failure);
    if (!clusterId && !regionId) everywhere.push(failure);
  }

  const all = everywhere.length > 0;
  const has = (kind: string, id: string, part: string, one: string | undefined) =>
    all ||
    (unread.size > 0 &&
      (unread.has(key(kind, id, part, '')) || (one !== undefined && unread.has(key(kind, id, part, one)))));
  return {
    kubernetesUnread: (clusterId, part, service) => has('cluster', clusterId, part, service),
    cloudUnread: (regionId, part, loadBalancerId) => has('region', regionId, part, loadBalancerId),
    cloudIncomplete: (regionId, part) => all || incomplete.has(key(regionId, part)),
    reasonsOf: (regionId, part) => [...everywhere, ...(incomplete.get(key(regionId, part)) ?? [])],
    concerning: (clusterId, regionId) => [
      ...(ofCluster.get(clusterId) ?? []),
      ...(ofRegion.get(regionId) ?? []).filter((failure) => failure.loadBalancerId === undefined),
      ...everywhere,
    ],
  };
}
