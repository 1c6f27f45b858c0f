import { CLUSTER_TAG, OWNER_TAG, REUSE_TAG } from '../model/names.ts';
import type { SlbListener, SlbLoadBalancer } from '../snapshot/cloud-items.ts';
import { isUnderstood } from '../snapshot/parse.ts';
import { PRUNERS } from '../snapshot/prune.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { TokenPage } from '../sources/alicloud/answers.ts';
import { allPages } from '../sources/alicloud/paging.ts';
import type { SlbRegion } from '../sources/alicloud/slb.ts';
import { RemoteError } from '../sources/remote-error.ts';
import { orFailure, type Where } from './failures.ts';
import type { Shard } from './live.ts';

/** Where a region's lists are. */
type RegionWhere = Required<Pick<Where, 'accountId' | 'regionId'>>;

/** Code of a failure about an instance that is said to be gone. */
export const GONE = 'Gone';

const PAGE = 100;
const IDS_A_CALL = 10;
const KUBERNETES_TAGS: readonly string[] = [OWNER_TAG, REUSE_TAG, CLUSTER_TAG];

/** All instances of a region. Undefined when they could not be read, which is noted in `failures`. */
export async function listInstances(
  slb: SlbRegion,
  region: RegionWhere,
  failures: Failure[],
): Promise<readonly SlbLoadBalancer[] | undefined> {
  const where = { ...region, resource: 'loadBalancers' };
  const listing = await orFailure(slb.loadBalancers(), where, failures, undefined);
  if (!listing) return undefined;
  if (!listing.complete) failures.push(incomplete(where));
  return listing.items.map(PRUNERS.loadBalancers) as SlbLoadBalancer[];
}

function incomplete(where: Where): Failure {
  const message = `${where.resource} came and went while the list was read: it is known to lack some`;
  return { ...where, code: 'ListIncomplete', message };
}

/** The listeners of a region, of all its instances or of some. */
export interface ListenerListing {
  readonly items: readonly SlbListener[];
  /** Whether an instance's listeners are in it, if it has any. */
  readonly covers: (loadBalancerId: string) => boolean;
}

/** Whether a tag of Kubernetes is on an instance: then its listeners matter, whoever uses it. */
export function isTagged(instance: unknown): boolean {
  if (!isUnderstood('loadBalancers', instance)) return false;
  const { Tags } = instance as SlbLoadBalancer;
  return Tags?.Tag?.some((tag) => KUBERNETES_TAGS.includes(tag.TagKey)) ?? false;
}

/**
 * Lists listeners with as few calls as can be: the whole region, 100 a call, unless asking for the instances that carry
 * a tag of Kubernetes, 10 a call, costs less. That the API lists a whole region is written in its schema only, so that a
 * refusal, or a region without any listener, leads to the second way too. What was not listed is not covered.
 * Undefined when they could not be read, which is noted in `failures`.
 */
export async function listListeners(
  shard: Shard,
  instances: readonly SlbLoadBalancer[],
  failures: Failure[],
): Promise<ListenerListing | undefined> {
  const where = { accountId: shard.accountId, regionId: shard.regionId, resource: 'listeners' };
  return orFailure(list(shard, where, instances, failures), where, failures, undefined);
}

async function list(
  { slb, isWhole }: Shard,
  where: RegionWhere & Where,
  instances: readonly SlbLoadBalancer[],
  failures: Failure[],
): Promise<ListenerListing> {
  const tagged = instances.filter(isTagged).map((instance) => instance.LoadBalancerId);
  if (!isWhole) return listenersOfInstances(slb, where, tagged, failures);
  const first = await firstPage(slb);
  const batches = Math.ceil(tagged.length / IDS_A_CALL);
  if (!first || first.items.length === 0 || pagesAfter(first) > batches) {
    return listenersOfInstances(slb, where, tagged, failures);
  }
  let listed = await wholeRegion(slb, first);
  if (!listed.complete) listed = await wholeRegion(slb, await slb.listenersPage());
  if (!listed.complete) failures.push(incomplete(where));
  return { items: listed.items, covers: () => true };
}

/**
 * The listeners of the given instances. An instance that the API says is gone, although it was listed, is a failure of
 * that instance, until it is known to have vanished.
 */
export async function listenersOfInstances(
  slb: SlbRegion,
  where: RegionWhere & Where,
  loadBalancerIds: readonly string[],
  failures: Failure[],
): Promise<ListenerListing> {
  const asked = new Set(loadBalancerIds);
  const { items, gone } = await slb.listenersOf(loadBalancerIds);
  for (const loadBalancerId of gone) {
    const message = `listeners of ${loadBalancerId} could not be read: the API says that it does not exist`;
    failures.push({ ...where, loadBalancerId, code: GONE, message });
  }
  return { items: items.map(PRUNERS.listeners) as SlbListener[], covers: (id) => asked.has(id) };
}

/** How many more pages there are at least, as far as the first one tells. */
function pagesAfter({ nextToken, total }: TokenPage): number {
  return nextToken === undefined || total === undefined ? 0 : Math.ceil((total - PAGE) / PAGE);
}

/** The first page and all after it; complete when as many listeners came as any page counted. */
async function wholeRegion(
  slb: SlbRegion,
  first: TokenPage,
): Promise<{ readonly items: readonly SlbListener[]; readonly complete: boolean }> {
  let total = 0;
  const items = await allPages('DescribeLoadBalancerListeners', async (token) => {
    const page = token === undefined ? first : await slb.listenersPage(token);
    total = Math.max(total, page.total ?? 0);
    return { ...page, items: page.items.map((item) => PRUNERS.listeners(item) as typeof item) };
  });
  const listeners = items as unknown as readonly SlbListener[];
  const different = new Set(
    listeners.map((one) => `${one.LoadBalancerId} ${one.ListenerPort} ${one.ListenerProtocol}`),
  );
  return { items: listeners, complete: different.size >= total };
}

async function firstPage(slb: SlbRegion): Promise<TokenPage | undefined> {
  try {
    return await slb.listenersPage();
  } catch (thrown) {
    if (thrown instanceof RemoteError && thrown.kind === 'refused') return undefined;
    throw thrown;
  }
}
