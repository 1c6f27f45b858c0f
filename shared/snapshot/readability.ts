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

export type KubernetesPart = (typeof KUBERNETES_PARTS)[number];
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
  /** The failures that make a cluster's verdict doubtful: its own, and those of its whole region. */
  readonly concerning: (clusterId: string, regionId: string) => readonly Failure[];
}

/** Kubernetes Events only add a comparison with the console's own check; without them nothing is in doubt. */
function matters(failure: Failure): boolean {
  return failure.resource.toLowerCase() !== 'events';
}

/** The parts a failure means: the one it names, none if it names one of the other side, all if it names neither. */
function partsOf<P extends string>(
  resource: string,
  parts: readonly P[],
  others: readonly string[],
): readonly P[] {
  const isNamed = (part: string) => part.toLowerCase() === resource.toLowerCase();
  const named = parts.filter(isNamed);
  return named.length > 0 ? named : others.some(isNamed) ? NO_PARTS : parts;
}
const NO_PARTS: readonly never[] = [];

const key = (...words: readonly string[]): string => words.join('\u0000');

/**
 * Turns the failures of a snapshot into questions the audit asks. A failure whose `resource` is no known part
 * counts for all parts of its cluster or region; one that names neither counts for everything.
 */
export function readabilityOf(failures: readonly Failure[]): Readability {
  const unread = new Set<string>();
  const incomplete = new Set<string>();
  const ofCluster = new Map<string, Failure[]>();
  const ofRegion = new Map<string, Failure[]>();
  const everywhere: Failure[] = [];

  const note = (map: Map<string, Failure[]>, id: string, failure: Failure) => {
    const list = map.get(id);
    if (list) list.push(failure);
    else map.set(id, [failure]);
  };

  for (const failure of failures.filter(matters)) {
    const { clusterId, regionId } = failure;
    const kubernetes = clusterId ? partsOf(failure.resource, KUBERNETES_PARTS, CLOUD_PARTS) : [];
    const cloud = regionId ? partsOf(failure.resource, CLOUD_PARTS, KUBERNETES_PARTS) : [];
    if (clusterId && (kubernetes.length > 0 || !regionId)) note(ofCluster, clusterId, failure);
    if (regionId && (cloud.length > 0 || !clusterId)) note(ofRegion, regionId, failure);
    if (!clusterId && !regionId) everywhere.push(failure);
    const one = failure.namespace && failure.service ? `${failure.namespace}/${failure.service}` : '';
    for (const part of kubernetes) unread.add(key('cluster', clusterId ?? '', part, one));
    for (const part of cloud) {
      unread.add(key('region', regionId ?? '', part, failure.loadBalancerId ?? ''));
      incomplete.add(key(regionId ?? '', part));
    }
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
    concerning: (clusterId, regionId) => [
      ...(ofCluster.get(clusterId) ?? []),
      ...(ofRegion.get(regionId) ?? []).filter((failure) => failure.loadBalancerId === undefined),
      ...everywhere,
    ],
  };
}
