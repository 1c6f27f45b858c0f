import { InputError } from '../errors.ts';
import { BACKEND_TYPE_KEY, CLASS_KEY, plainAnnotation } from '../model/annotations.ts';
import { featuresOf } from '../model/ccm-version.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import { isReconciled, needsLoadBalancer, serviceKey } from '../model/service.ts';
import { type ServiceView, viewService } from '../model/service-view.ts';
import type { KubeService } from '../snapshot/kubernetes-items.ts';
import { parseSnapshot } from '../snapshot/parse.ts';
import type { Failure, Snapshot } from '../snapshot/snapshot.ts';
import { type AuditOptions, auditSnapshot } from './audit-snapshot.ts';
import { nodeNames } from './backend-place.ts';
import { itemKey } from './console-view.ts';
import { explainAnnotations } from './explain-annotations.ts';
import { explainGroups } from './explain-groups.ts';
import { explainInstance } from './explain-instance.ts';
import { explainListeners } from './explain-listeners.ts';
import { type OrderedFault, orderOf } from './explain-order.ts';
import { clusterMeant, ensureService } from './explain-subject.ts';
import type { Explanation, MendingStep } from './explanation.ts';
import { indexFleet } from './fleet-index.ts';
import type { Finding, Report } from './report.ts';

/** Which Service is to be explained, and how it is to be judged. */
export interface ExplainOptions extends AuditOptions {
  /** Id or name. */
  readonly clusterId: string;
  readonly namespace: string;
  readonly service: string;
  /** False: it was read only once, from a live fleet, so that no finding is confirmed. */
  readonly confirmed?: boolean;
}

/**
 * Everything that is known of one Service: both sides of its SLB, what its annotations do, its faults in the order in
 * which to mend them, and what could not be read. Pure: the snapshot is not changed.
 * @throws UsageError when the snapshot has no such cluster or Service (with the nearest known ones); on options that
 *   `auditSnapshot` refuses
 * @throws InputError NOT_A_SNAPSHOT with every fault of it
 */
export function explainService(snapshot: unknown, options: ExplainOptions): Explanation {
  const parsed = parseSnapshot(snapshot);
  if (!parsed.ok) throw new InputError('NOT_A_SNAPSHOT', 'this is no snapshot', { faults: parsed.faults });
  const fleet = indexFleet(parsed.snapshot);
  const cluster = clusterMeant(options.clusterId, fleet.clusters);
  const wanted = `${options.namespace}/${options.service}`;
  const gap = fleet.failures.find((failure) => keepsServices(failure, cluster));
  ensureService(wanted, cluster.services.map(serviceKey), cluster.name || cluster.clusterId, gap?.message);
  const service = cluster.services.find((one) => serviceKey(one) === wanted) as KubeService;
  const report = auditSnapshot(snapshot, options);
  return explained(parsed.snapshot, cluster, service, report, options);
}

function keepsServices({ clusterId, resource, service }: Failure, cluster: ClusterIndex): boolean {
  const isWhole = resource === 'services' || resource === 'kubernetes';
  return clusterId === cluster.clusterId && isWhole && service === undefined;
}

function explained(
  snapshot: Snapshot,
  cluster: ClusterIndex,
  service: KubeService,
  report: Report,
  { language = 'en', confirmed = true }: ExplainOptions,
): Explanation {
  const { targetCcmVersion, startedAt } = report.scan;
  const { namespace, name } = service.metadata;
  const features = featuresOf(targetCcmVersion);
  const context = { targetCcmVersion, features, now: Date.parse(startedAt) };
  const view = isReconciled(service) ? viewService(cluster, service, context) : undefined;
  const findings = report.findings
    .filter((one) => isOf(one, cluster.clusterId, namespace, name))
    .map((finding) => (confirmed ? finding : { ...finding, confirmed }));
  const nodes = snapshot.clusters.find((one) => one.clusterId === cluster.clusterId)?.kubernetes.nodes.items;
  const { ccmVersion, clusterId, regionId } = cluster;
  const faults = view ? orderOf(view, language) : [];
  const stopsAt = stopOf(faults);
  const precheck = precheckOf(report, clusterId, `${namespace}/${name}`);
  return {
    formatVersion: 1,
    targetCcmVersion,
    at: startedAt,
    clusterId,
    clusterName: cluster.name,
    regionId,
    ...(ccmVersion !== undefined && { ccmVersion }),
    namespace,
    service: name,
    state: !view ? 'ignored' : view.beingDeleted ? 'being-deleted' : 'wanted',
    ...(!view && { ignoredBecause: whyIgnored(service) }),
    policy: view?.desired.policy ?? policyOf(service, cluster),
    ...(stopsAt && { stopsAt }),
    instance: view && explainInstance(view, findings),
    listeners: view ? explainListeners(view) : [],
    groups: view ? explainGroups(view, nodeNames(nodes ?? [])) : [],
    annotations: explainAnnotations(service, view, findings, language),
    findings,
    order: mendingOrder(faults, findings),
    ...(precheck && { precheck }),
    unread: view?.unread ?? [],
    failures: report.failures.filter((failure) => concerns(failure, cluster, view)),
  };
}

function isOf(finding: Finding, clusterId: string, namespace: string, service: string): boolean {
  return finding.clusterId === clusterId && finding.namespace === namespace && finding.service === service;
}

function whyIgnored(service: KubeService): NonNullable<Explanation['ignoredBecause']> {
  if (service.spec.type !== 'LoadBalancer') return 'type';
  if ((service.spec.loadBalancerClass ?? undefined) !== undefined) return 'class';
  return !needsLoadBalancer(service) && plainAnnotation(service, CLASS_KEY) !== ''
    ? 'class-annotation'
    : 'tunnel';
}

function policyOf(service: KubeService, { eniByDefault }: ClusterIndex): Explanation['policy'] {
  const type = plainAnnotation(service, BACKEND_TYPE_KEY);
  if (type === '' ? eniByDefault : type === 'eni') return 'ENI';
  return service.spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster';
}

/** The first stage at which CCM gives up; undefined where it goes through to its end. */
function stopOf(faults: readonly OrderedFault[]): Explanation['stopsAt'] {
  return (['build', 'read', 'find', 'tie'] as const).find((stage) =>
    faults.some((one) => one.stage === stage),
  );
}

/** Faults of the Service's own first, in CCM's order; what only the fleet shows stands last. */
function mendingOrder(all: readonly OrderedFault[], findings: readonly Finding[]): MendingStep[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const faults = all.filter(({ findingId }) => byId.has(findingId));
  const known = new Set(faults.map(({ findingId }) => findingId));
  const steps = faults.map(({ findingId, behind }) => {
    const finding = byId.get(findingId);
    return {
      findingId,
      ...(behind !== undefined && { behind }),
      ...(finding?.visibility === 'reported' && { itemKey: itemKey(finding) }),
    };
  });
  return [...steps, ...findings.filter(({ id }) => !known.has(id)).map(({ id }) => ({ findingId: id }))];
}

function precheckOf(report: Report, clusterId: string, key: string): Explanation['precheck'] | undefined {
  const precheck = report.clusters.find((one) => one.clusterId === clusterId)?.precheck;
  if (!precheck) return undefined;
  const { at, ageSeconds, doubt, onlyConsole } = precheck;
  return {
    ...(at !== undefined && { at }),
    ...(ageSeconds !== undefined && { ageSeconds }),
    ...(doubt && { doubt }),
    onlyConsole: onlyConsole.filter((item) => item.key === key || item.key.startsWith(`${key}/`)),
  };
}

/** Failures that this Service may be the poorer for. */
function concerns(
  failure: Failure,
  { clusterId, regionId }: ClusterIndex,
  view: ServiceView | undefined,
): boolean {
  const { namespace, service, loadBalancerId } = failure;
  if (failure.code === 'NotRead') return false;
  if (failure.clusterId !== undefined && failure.clusterId !== clusterId) return false;
  if (failure.clusterId === undefined && failure.regionId !== undefined && failure.regionId !== regionId)
    return false;
  if (loadBalancerId !== undefined && loadBalancerId !== view?.attribute?.LoadBalancerId) return false;
  if (service === undefined) return true;
  return view !== undefined && namespace === view.owner.namespace && service === view.owner.service;
}
