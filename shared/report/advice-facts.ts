import { InputError } from '../errors.ts';
import { featuresOf } from '../model/ccm-version.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import type { GroupComparison } from '../model/comparison/server-groups.ts';
import { type ServiceView, viewService } from '../model/service-view.ts';
import { parseSnapshot } from '../snapshot/parse.ts';
import { isCrossed, VERSION_FACTS } from './advice-versions.ts';
import { type BackendPlace, backendPlace, type NodeNames, nodeNames } from './backend-place.ts';
import { type OrderedFault, orderOf } from './explain-order.ts';
import { clusterMeant } from './explain-subject.ts';
import { indexFleet } from './fleet-index.ts';
import type { Report } from './report.ts';

/** One backend whose weight the upgrade changes, with its share of the group’s traffic in per cent. */
export interface WeightShift extends BackendPlace {
  readonly before: number;
  readonly after: number;
  readonly shareBefore: number;
  readonly shareAfter: number;
}

/** A server group whose weights the upgrade changes. */
export interface GroupShift {
  readonly namespace: string;
  readonly service: string;
  readonly group: string;
  readonly policy: 'ENI' | 'Local' | 'Cluster';
  readonly backends: readonly WeightShift[];
}

/** What advice on a cluster rests on beside the report. */
export interface AdviceFacts {
  readonly clusterId: string;
  readonly ccmVersion: string | undefined;
  /** Every fault of every Service, where CCM would meet it. */
  readonly faults: readonly OrderedFault[];
  readonly shifts: readonly GroupShift[];
  /** Ids of the version facts that the step brings, with the Services that each concerns (`namespace/name`). */
  readonly warnings: readonly { readonly id: string; readonly services: readonly string[] }[];
}

/**
 * Reads from a snapshot what advice on one of its clusters rests on.
 * @param subject id or name of the cluster
 * @param report the report on the same snapshot: its target and its time
 * @throws UsageError when there is no such cluster, with the nearest known one
 * @throws InputError NOT_A_SNAPSHOT with every fault of it
 */
export function adviceFacts(snapshot: unknown, subject: string, report: Report): AdviceFacts {
  const parsed = parseSnapshot(snapshot);
  if (!parsed.ok) throw new InputError('NOT_A_SNAPSHOT', 'this is no snapshot', { faults: parsed.faults });
  const cluster = clusterMeant(subject, indexFleet(parsed.snapshot).clusters);
  const { clusterId, ccmVersion } = cluster;
  const entry = parsed.snapshot.clusters.find((one) => one.clusterId === clusterId);
  const names = nodeNames(entry?.kubernetes.nodes.items ?? []);
  const views = viewsOf(cluster, report);
  return {
    clusterId,
    ccmVersion,
    faults: views.flatMap((view) => safely(() => orderOf(view, 'en'))),
    shifts: views.flatMap((view) => shiftsOf(view, names)),
    warnings: VERSION_FACTS.filter((fact) =>
      isCrossed(fact, ccmVersion, report.scan.targetCcmVersion),
    ).flatMap(({ id, concerns }) => {
      const services = views.filter((view) => !view.beingDeleted && concerns(view)).map(nameOf);
      return services.length > 0 ? [{ id, services }] : [];
    }),
  };
}

/** Services that cannot be looked at stand in the report’s failures already. */
function viewsOf(cluster: ClusterIndex, { scan }: Report): ServiceView[] {
  const { targetCcmVersion, startedAt } = scan;
  const features = featuresOf(targetCcmVersion);
  const context = { targetCcmVersion, features, now: Date.parse(startedAt) };
  return cluster.reconciled.flatMap((service) => safely(() => [viewService(cluster, service, context)]));
}

function safely<T>(work: () => readonly T[]): readonly T[] {
  try {
    return work();
  } catch {
    return [];
  }
}

function nameOf({ owner }: ServiceView): string {
  return `${owner.namespace}/${owner.service}`;
}

function shiftsOf(view: ServiceView, names: NodeNames): GroupShift[] {
  // An older target leaves them as they are: the rule on weights says the same.
  if (view.desired.policy === 'Local' && !view.context.features.localWeightsFollowPods) return [];
  return (view.groups ?? [])
    .filter((group) => group.weights.length > 0)
    .map((group) => ({
      namespace: view.owner.namespace,
      service: view.owner.service,
      group: group.actual?.VServerGroupName || group.desired.VServerGroupName,
      policy: view.desired.policy,
      backends: backendShifts(group, names),
    }));
}

function backendShifts(
  { weights, actual, desired, remove }: GroupComparison,
  names: NodeNames,
): WeightShift[] {
  const present = actual?.backends ?? [];
  const wanted = desired.backends ?? [];
  const theirs = present.filter(
    (one) =>
      !remove.includes(one) &&
      !wanted.some(
        ({ ServerId, Port, ServerIp, Type }) =>
          ServerId === one.ServerId && Port === one.Port && (Type === 'ecs' || ServerIp === one.ServerIp),
      ),
  );
  const before = sum(present.map((one) => one.Weight));
  const after = sum([...wanted, ...theirs].map((one) => one.Weight));
  return weights.map((change) => ({
    ...backendPlace(change, names),
    before: change.actual,
    after: change.expected,
    shareBefore: percent(change.actual, before),
    shareAfter: percent(change.expected, after),
  }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part * 100) / whole);
}
