import type { CloudAccount } from '../../sources/alicloud/account.ts';
import type { Raw } from '../../sources/alicloud/answers.ts';
import { listAt, textOf } from '../../sources/alicloud/answers.ts';
import { isTagged } from '../listing.ts';
import { type PermissionCheck, ramTrial } from './check.ts';
import { notTried, type Tried, tryOut } from './try.ts';

/** What a scan asks SLB for beside the list of instances, in the order in which it is shown. */
export const SLB_ACTIONS = [
  'slb:DescribeLoadBalancerAttribute',
  'slb:DescribeLoadBalancerListeners',
  'slb:DescribeVServerGroups',
  'slb:DescribeVServerGroupAttribute',
  'slb:DescribeDomainExtensions',
  'slb:DescribeServerCertificates',
] as const;

/** As many as the scan asks for: one call tells most. */
const PAGE = 100;
/** Asked for where there is nothing to ask for: that it is not found tells that asking is allowed. */
const NO_INSTANCE = 'lb-ccmpreflightdoesnotexist';
const NO_GROUP = 'rsp-ccmpreflightdoesnotexist';
const HTTPS_PORT = 443;

type SlbAction = (typeof SLB_ACTIONS)[number] | 'slb:DescribeLoadBalancers';
type Ask = (action: SlbAction, query: Raw) => Promise<Raw>;

/** An account's region that is looked at. */
export interface RegionPlace {
  readonly account: string;
  readonly regionId: string;
}

/** The first page of instances: it tells whether SLB can be asked at all, and what details to ask for. */
export async function tryInstances(cloud: CloudAccount, place: RegionPlace): Promise<Tried<readonly Raw[]>> {
  return tryOut(ramTrial(place, 'slb:DescribeLoadBalancers'), async () => {
    const answer = await asker(cloud, place)('slb:DescribeLoadBalancers', { PageNumber: 1, PageSize: PAGE });
    return listAt(answer, 'LoadBalancers', 'LoadBalancer') ?? [];
  });
}

/** The details, each asked for once, of one instance: preferably one that Kubernetes made. */
export async function trySlbDetails(
  cloud: CloudAccount,
  place: RegionPlace,
  instances: Tried<readonly Raw[]>,
): Promise<PermissionCheck[]> {
  const { outcome } = instances.check;
  if (outcome !== 'ok' && outcome !== 'denied') {
    return SLB_ACTIONS.map((action) => notTried(ramTrial(place, action), 'blocked'));
  }
  const ask = asker(cloud, place);
  const known = instances.value ?? [];
  const instance = textOf((known.find(isTagged) ?? known[0])?.LoadBalancerId);
  const LoadBalancerId = instance ?? NO_INSTANCE;

  const detail = (action: SlbAction, query: Raw, isReal: boolean) =>
    tryDetail(place, action, () => ask(action, query), isReal);
  const [attribute, [listeners, extensions], [groups, group], certificates] = await Promise.all([
    detail('slb:DescribeLoadBalancerAttribute', { LoadBalancerId }, instance !== undefined),
    tryListeners(ask, place, known, instance).then(async (tried) => {
      const https = (tried.value ?? []).find((item) => item.ListenerProtocol === 'https');
      const query = {
        LoadBalancerId: textOf(https?.LoadBalancerId) ?? LoadBalancerId,
        ListenerPort: https?.ListenerPort ?? HTTPS_PORT,
      };
      const next = await detail('slb:DescribeDomainExtensions', query, https !== undefined);
      return [tried.check, next.check] as const;
    }),
    detail('slb:DescribeVServerGroups', { LoadBalancerId }, instance !== undefined).then(async (tried) => {
      const [first] = listAt(tried.value ?? {}, 'VServerGroups', 'VServerGroup') ?? [];
      const id = textOf(first?.VServerGroupId);
      const query = { VServerGroupId: id ?? NO_GROUP };
      const next = await detail('slb:DescribeVServerGroupAttribute', query, id !== undefined);
      return [tried.check, next.check] as const;
    }),
    tryOut(ramTrial(place, 'slb:DescribeServerCertificates'), () =>
      ask('slb:DescribeServerCertificates', {}),
    ),
  ]);
  return [attribute.check, listeners, groups, group, extensions, certificates.check];
}

function asker(cloud: CloudAccount, { regionId }: RegionPlace): Ask {
  return (action, query) =>
    cloud.call({ product: 'slb', regionId, action: action.replace('slb:', ''), query });
}

/** A call about one thing: that the thing is not there is as good an answer as any. */
async function tryDetail(
  place: RegionPlace,
  action: SlbAction,
  work: () => Promise<Raw>,
  isReal: boolean,
): Promise<Tried<Raw>> {
  const trial = ramTrial(place, action);
  const tried = await tryOut(trial, work);
  const { check, fault } = tried;
  if (fault?.kind === 'gone')
    return { check: { ...trial, outcome: 'ok', ...(!isReal && { hint: 'made-up' }) } };
  if (isReal) return tried;
  if (check.outcome === 'ok') return { ...tried, check: { ...check, hint: 'made-up' } };
  return fault?.kind === 'refused' ? { check: notTried(trial, 'unclear', check.message) } : tried;
}

/**
 * Listeners the way the scan lists them: the whole region at once, and by instance where the API refuses that, or
 * knows none of the listeners that instances of Kubernetes have.
 */
async function tryListeners(
  ask: Ask,
  place: RegionPlace,
  instances: readonly Raw[],
  instance: string | undefined,
): Promise<Tried<readonly Raw[]>> {
  const action = 'slb:DescribeLoadBalancerListeners';
  const trial = ramTrial(place, action);
  const list = async (query: Raw) =>
    listAt(await ask(action, { MaxResults: PAGE, ...query }), 'Listeners', 'Listener') ?? [];
  const whole = await tryOut(trial, () => list({}));
  const isDoubtful = whole.value?.length === 0 && instances.some(isTagged);
  if (whole.value && !isDoubtful) return { ...whole, check: { ...whole.check, hint: 'whole-region' } };
  if (!whole.value && whole.fault?.kind !== 'refused') return whole;
  const one = await tryOut(trial, () => list({ LoadBalancerId: [instance ?? NO_INSTANCE] }));
  const works = one.value !== undefined || one.fault?.kind === 'gone';
  return works ? { ...one, check: { ...trial, outcome: 'ok', hint: 'by-instance' } } : one;
}
