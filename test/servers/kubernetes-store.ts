import type { SnapshotCluster } from '../../shared/snapshot/snapshot.ts';
import type { Draft } from './draft.ts';
import { type Labels, type Listing, listingOf } from './kubernetes-listing.ts';
import { RESOURCES, type Resource } from './kubernetes-path.ts';

/** What a cluster held at one time. */
interface Version {
  readonly number: number;
  readonly cluster: SnapshotCluster;
  readonly listings: Partial<Record<Resource, Listing>>;
}

export interface ListRequest {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly labels: Labels;
  /** Items a page; all if undefined. */
  readonly limit: number | undefined;
  readonly continueToken: string | undefined;
}

/** A page of a list, in the words of the API. */
export interface ListPage {
  readonly items: readonly string[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

/** The objects of one cluster. A list that was begun goes on with what there was when it began. */
export interface KubernetesStore {
  readonly cluster: () => SnapshotCluster;
  /** @returns undefined where the token's version is forgotten */
  readonly page: (request: ListRequest) => ListPage | undefined;
  /** JSON text of an object as it is in a list. */
  readonly object: (resource: Resource, namespace: string | undefined, name: string) => string | undefined;
  readonly refill: (cluster: SnapshotCluster) => void;
  readonly update: (edit: (cluster: Draft<SnapshotCluster>) => void) => void;
  readonly forgetPages: () => void;
}

export function kubernetesStore(cluster: SnapshotCluster): KubernetesStore {
  let latest: Version = { number: 1, cluster, listings: {} };
  let versions = new Map([[1, latest]]);
  const follow = (next: SnapshotCluster): void => {
    latest = { number: latest.number + 1, cluster: next, listings: {} };
    versions.set(latest.number, latest);
  };
  const forgetPages = (): void => {
    latest = { ...latest, number: latest.number + 1 };
    versions = new Map([[latest.number, latest]]);
  };
  return {
    cluster: () => latest.cluster,
    page: (request) => {
      const { version: number, start } = positionOf(request.continueToken) ?? {
        version: latest.number,
        start: 0,
      };
      const version = versions.get(number);
      return version && pageOf(version, request, start);
    },
    object: (resource, namespace, name) => {
      const listing = listingIn(latest, resource);
      const index = listing.find(namespace, name);
      return index === undefined ? undefined : listing.textAt(index);
    },
    refill: (next) => {
      follow(next);
      forgetPages();
    },
    update: (edit) => {
      const draft = structuredClone(latest.cluster) as Draft<SnapshotCluster>;
      edit(draft);
      follow(draft as SnapshotCluster);
    },
    forgetPages,
  };
}

function pageOf(version: Version, request: ListRequest, start: number): ListPage {
  const listing = listingIn(version, request.resource);
  const found = listing.select(request.namespace, request.labels);
  const end = start + (request.limit ?? found.length);
  const left = found.length - end;
  return {
    items: found.slice(start, end).map(listing.textAt),
    metadata: {
      resourceVersion: String(version.number),
      ...(left > 0 && { continue: tokenOf(version.number, end) }),
      // A selection's rest is not counted by the real one either.
      ...(left > 0 && request.labels.length === 0 && { remainingItemCount: left }),
    },
  };
}

function listingIn({ cluster, listings }: Version, resource: Resource): Listing {
  listings[resource] ??= listingOf(cluster.kubernetes[RESOURCES[resource].list]?.items ?? []);
  return listings[resource];
}

function tokenOf(version: number, start: number): string {
  return Buffer.from(JSON.stringify({ version, start })).toString('base64url');
}

/** A token of somebody else's is one of a version that never was. */
function positionOf(token: string | undefined): { version: number; start: number } | undefined {
  if (token === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return { version: 0, start: 0 };
  }
}
