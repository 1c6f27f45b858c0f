import type { CloudAccount } from './account.ts';
import type { Listing, Raw } from './answers.ts';
import { countOf, distinct, listAt } from './answers.ts';
import { notUnderstood } from './errors.ts';

/** The most that the API gives in one page. */
const PAGE_SIZE = 100;

/** Far more instances than an account has in a region: a count beyond it is a mistake, and no list to walk through. */
const MOST_INSTANCES = 100_000;

/** One walk through all pages. */
interface Walk {
  readonly items: readonly Raw[];
  /** The greatest TotalCount that any page told. */
  readonly total: number;
  /** Nothing came or went meanwhile, as far as the counts tell. */
  readonly steady: boolean;
}

/**
 * All instances of a region. Pages are cut by number, so that one that is made or deleted meanwhile shifts them, and
 * another is missed: where the counts tell of that, the list is walked once more.
 */
export async function listLoadBalancers(account: CloudAccount, regionId: string): Promise<Listing> {
  const first = await walk(account, regionId);
  if (first.steady) return { items: first.items, complete: true };
  const second = await walk(account, regionId);
  if (second.steady) return { items: second.items, complete: true };
  const items = distinct([...first.items, ...second.items], 'LoadBalancerId');
  return { items, complete: items.length >= second.total };
}

async function walk(account: CloudAccount, regionId: string): Promise<Walk> {
  const first = await page(account, regionId, 1);
  const others = Array.from({ length: Math.max(0, Math.ceil(first.total / PAGE_SIZE) - 1) }, (_, index) =>
    page(account, regionId, index + 2),
  );
  const pages = [first, ...(await Promise.all(others))];
  const items = distinct(
    pages.flatMap((one) => one.items),
    'LoadBalancerId',
  );
  const total = Math.max(...pages.map((one) => one.total));
  const steady = items.length >= total && pages.every((one) => one.total === total);
  return { items, total, steady };
}

async function page(
  account: CloudAccount,
  regionId: string,
  number: number,
): Promise<{ readonly items: readonly Raw[]; readonly total: number }> {
  const target = { product: 'slb', regionId, action: 'DescribeLoadBalancers' } as const;
  const answer = await account.call({
    ...target,
    query: { PageNumber: number, PageSize: PAGE_SIZE },
    expect: ['LoadBalancers', 'TotalCount'],
  });
  const items = listAt(answer, 'LoadBalancers', 'LoadBalancer');
  const total = countOf(answer.TotalCount);
  if (!items || total === undefined) throw notUnderstood(target);
  if (total > MOST_INSTANCES) {
    throw notUnderstood(target, `more than ${MOST_INSTANCES} instances are counted`);
  }
  return { items, total };
}
