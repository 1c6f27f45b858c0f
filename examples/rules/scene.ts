import type { Snapshot } from '../../shared/index.ts';
import type { Localized } from '../../shared/rules/rule.ts';
import {
  type Cluster,
  cluster,
  type Fleet,
  type Placed,
  PREFIX,
  place,
  type Region,
  region,
  type Wish,
} from '../place.ts';

/** A small fleet in which one rule has something to say. */
export interface Scene {
  /** What happened, in a sentence or two. */
  readonly story: Localized;
  /** CCM version to upgrade to, where it is not the default. */
  readonly target?: string;
  /** Where the fleet can be found as a file, from the project's folder. */
  readonly file?: string;
  /** The fleet, made anew at every call. */
  readonly fleet: () => Snapshot;
}

/** One cluster and its region, without Services. */
export interface Stage {
  readonly prod: Cluster;
  readonly hangzhou: Region;
}

/** The last CCM of the first generation; some rules speak only of upgrades to one of those. */
export const FIRST_GENERATION = 'v1.9.3.380-gd6d0962-aliyun';
/** Id of the only cluster of a scene. */
export const CLUSTER_ID = 'c9f3a1d27b6e84f0c95d18e3b7a240f61';

/** A scene of one cluster. */
export function scene(
  story: Localized,
  happen: (stage: Stage) => void,
  options: Pick<Scene, 'target'> = {},
): Scene {
  const fleet = (): Fleet => {
    const hangzhou = region('cn-hangzhou');
    const running = options.target ? 'v1.9.3.110-g4938309-aliyun' : 'v2.9.1';
    const prod = cluster('prod-hangzhou', CLUSTER_ID, 'cn-hangzhou', running);
    happen({ prod, hangzhou });
    return { formatVersion: 1, capturedAt: '2026-11-20T02:00:00Z', clusters: [prod], regions: [hangzhou] };
  };
  return { story, fleet, ...options };
}

/** Adds Service shop/web, with one tcp port if nothing else is wished, and an SLB in sync with it. */
export function placeWeb({ prod, hangzhou }: Stage, wish: Partial<Wish> = {}): Placed {
  return place(prod, hangzhou, { namespace: 'shop', name: 'web', ports: [[80, 'tcp']], ...wish });
}

/** Takes the SLB of a Service away, with its listeners and groups. */
export function removeInstance(
  { hangzhou: { slb } }: Stage,
  { loadBalancer, listeners, groups }: Placed,
): void {
  slb.loadBalancers = slb.loadBalancers.filter((one) => one !== loadBalancer);
  slb.listeners = slb.listeners.filter((one) => !listeners.includes(one));
  slb.vServerGroups = slb.vServerGroups.filter((one) => !groups.includes(one));
}

/** Takes the Service added last away, and leaves its SLB. */
export function removeService({ prod: { kubernetes } }: Stage): void {
  kubernetes.services.items?.pop();
  kubernetes.endpointSlices.items?.pop();
}

/** Sets an annotation of CCM by its short name. */
export function annotate({ service }: Placed, name: string, value: string): void {
  service.metadata.annotations = { ...service.metadata.annotations, [PREFIX + name]: value };
}

/** Puts a tag on an SLB. */
export function tag({ loadBalancer }: Placed, TagKey: string, TagValue: string): void {
  loadBalancer.Tags?.Tag?.push({ TagKey, TagValue });
}
