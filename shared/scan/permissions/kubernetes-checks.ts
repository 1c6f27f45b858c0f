import type { Keep, KubernetesCluster } from '../../sources/kubernetes/cluster.ts';
import { inTime } from '../../time-limit.ts';
import type { LiveCluster } from '../live.ts';
import { type Hint, type PermissionCheck, type Place, type RbacGrant, rbacTrial } from './check.ts';
import { notTried, tryOut } from './try.ts';

/** As a name and as a namespace: that it is not there tells that asking is allowed, in any namespace. */
const NOWHERE = 'ccm-preflight-does-not-exist';
/** From more than ten pods of a namespace on, the namespace is listed. */
const MANY_PODS = Array.from({ length: 11 }, (_, index) => ({
  namespace: NOWHERE,
  name: `${NOWHERE}-${index}`,
}));
const PRECHECK_EVENT = 'CloudControllerManagerPrecheckResult';

interface KubernetesTrial {
  readonly grant: Omit<RbacGrant, 'kind'>;
  readonly optional?: boolean;
  readonly run: (connection: KubernetesCluster) => Promise<unknown>;
}

/** Tried first: it tells whether the API server can be asked at all. */
const ENTRANCE: KubernetesTrial = {
  grant: core('list', 'services'),
  run: ({ services }) => firstPage(services),
};

const OTHERS: readonly KubernetesTrial[] = [
  { grant: core('get', 'services'), run: ({ service }) => service({ namespace: NOWHERE, name: NOWHERE }) },
  {
    grant: { apiGroup: 'discovery.k8s.io', resource: 'endpointslices', verb: 'list' },
    run: ({ endpointSlices }) => firstPage(endpointSlices),
  },
  { grant: core('list', 'nodes'), run: ({ nodes }) => firstPage(nodes) },
  { grant: core('list', 'pods'), run: ({ pods }) => pods(MANY_PODS, asIs) },
  { grant: core('get', 'pods'), run: ({ pods }) => pods(MANY_PODS.slice(0, 1), asIs) },
  {
    grant: { ...core('get', 'events'), objectName: PRECHECK_EVENT },
    optional: true,
    run: ({ precheckEvent }) => precheckEvent(),
  },
];

/** What a scan asks an API server for. */
export const KUBERNETES_TRIALS: readonly KubernetesTrial[] = [ENTRANCE, ...OTHERS];

/** How a cluster is tried. */
export interface ClusterContext {
  readonly signal: AbortSignal;
  /** Most milliseconds for one cluster. */
  readonly deadline: number;
}

/**
 * Tries what a scan does with one API server, by GET alone. Never throws.
 * @param isBlocked asked when there was no way in: whether another check tells why
 */
export async function tryKubernetes(
  live: LiveCluster,
  place: Place,
  { signal, deadline }: ClusterContext,
  isBlocked: () => boolean = () => false,
): Promise<PermissionCheck[]> {
  const trialOf = ({ grant, optional }: KubernetesTrial) => rbacTrial(place, grant, optional);
  const none = (hint: Hint, message?: string) =>
    KUBERNETES_TRIALS.map((one) => notTried(trialOf(one), hint, message));
  if (live.unreadable) return none('not-running', live.unreadable.message);
  return inTime(signal, deadline, (bounded) => tryOpened(bounded));

  async function tryOpened(bounded: AbortSignal): Promise<PermissionCheck[]> {
    let opened: KubernetesCluster | undefined;
    const { check: entrance } = await tryOut(trialOf(ENTRANCE), async () => {
      opened = await live.connect(bounded);
      return ENTRANCE.run(opened);
    });
    const connection = opened;
    if (!connection && isBlocked()) return none('blocked');
    if (!connection || (entrance.outcome !== 'ok' && entrance.outcome !== 'denied')) {
      return [entrance, ...OTHERS.map((one) => notTried(trialOf(one), 'blocked'))];
    }
    const tried = await Promise.all(OTHERS.map((one) => tryOut(trialOf(one), () => one.run(connection))));
    return [entrance, ...tried.map(({ check }) => check)];
  }
}

function core(verb: 'get' | 'list', resource: string): Omit<RbacGrant, 'kind'> {
  return { apiGroup: '', resource, verb };
}

const asIs: Keep = (item) => item;
const ENOUGH = new Error('one page is enough');

/** Reads one page of a list, however long it is. */
async function firstPage(list: (keep: Keep) => Promise<readonly unknown[]>): Promise<void> {
  try {
    await list(() => {
      throw ENOUGH;
    });
  } catch (thrown) {
    if (thrown !== ENOUGH) throw thrown;
  }
}
