import { CLUSTER_TAG, OWNER_TAG, REUSE_TAG } from '../model/names.ts';
import type { SlbListener, SlbLoadBalancer } from '../snapshot/cloud-items.ts';
import { PRUNERS } from '../snapshot/prune.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { SlbRegion, TokenPage } from '../sources/alicloud/slb.ts';
import { RemoteError } from '../sources/remote-error.ts';
import { orFailure, type Where } from './failures.ts';

const PAGE = 100;
const IDS_A_CALL = 10;
const KUBERNETES_TAGS: readonly string[] = [OWNER_TAG, REUSE_TAG, CLUSTER_TAG];

/** Items not yet checked: their types are what the API promises. */
type Unchecked<T> = readonly T[];

/** All instances of a region. Undefined when they could not be read, which is noted in `failures`. */
export async function listInstances(
  slb: SlbRegion,
  region: Pick<Where, 'accountId' | 'regionId'>,
  failures: Failure[],
): Promise<Unchecked<SlbLoadBalancer> | undefined> {
  const where = { ...region, resource: 'loadBalancers' };
  const listing = await orFailure(slb.loadBalancers(), where, failures, undefined);
  if (!listing) return undefined;
  if (!listing.complete) {
    const message = 'instances came and went while the list was read: it is known to lack some';
    failures.push({ ...where, code: 'ListIncomplete', message });
  }
  return listing.items.map(PRUNERS.loadBalancers) as SlbLoadBalancer[];
}

/** The listeners of a region, of all its instances or of some. */
export interface ListenerListing {
  readonly items: Unchecked<SlbListener>;
  /** Whether an instance's listeners are in it, if it has any. */
  readonly covers: (loadBalancerId: string) => boolean;
}

function isTagged(instance: SlbLoadBalancer): boolean {
  return instance.Tags?.Tag?.some((tag) => KUBERNETES_TAGS.includes(tag.TagKey)) ?? false;
}

/**
 * Lists listeners with as few calls as can be: the whole region, 100 a call, unless asking for the instances that carry
 * a tag of Kubernetes, 10 a call, costs less. That the API lists a whole region is written in its schema only, so a
 * refusal, or a region without any listener although it has tagged instances, leads to the second way too.
 * @throws RemoteError
 */
export async function listListeners(
  slb: SlbRegion,
  instances: Unchecked<SlbLoadBalancer>,
): Promise<ListenerListing> {
  const tagged = instances.filter(isTagged).map((instance) => instance.LoadBalancerId);
  const first = await firstPage(slb);
  const pagesLeft = first ? Math.ceil(((first.total ?? Number.POSITIVE_INFINITY) - PAGE) / PAGE) : undefined;
  const doubtful = first?.items.length === 0 && tagged.length > 0;
  const batches = Math.ceil(tagged.length / IDS_A_CALL);
  const pages = first?.nextToken === undefined ? 0 : (pagesLeft ?? 0);
  if (!first || doubtful || (Number.isFinite(pages) && pages > batches)) {
    const items = await slb.listenersOf(tagged);
    const asked = new Set(tagged);
    return { items: items.map(PRUNERS.listeners) as SlbListener[], covers: (id) => asked.has(id) };
  }
  const items: unknown[] = first.items.map(PRUNERS.listeners);
  let token = first.nextToken;
  const seen = new Set<string>();
  while (token !== undefined) {
    if (seen.has(token)) {
      throw new RemoteError(
        'unavailable',
        'NextTokenRepeated',
        'DescribeLoadBalancerListeners: pages repeat',
      );
    }
    seen.add(token);
    const page: TokenPage = await slb.listenersPage(token);
    items.push(...page.items.map(PRUNERS.listeners));
    token = page.nextToken;
  }
  return { items: items as SlbListener[], covers: () => true };
}

async function firstPage(slb: SlbRegion): Promise<TokenPage | undefined> {
  try {
    return await slb.listenersPage();
  } catch (thrown) {
    if (thrown instanceof RemoteError && thrown.kind === 'refused') return undefined;
    throw thrown;
  }
}
