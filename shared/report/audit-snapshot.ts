import { createHash } from 'node:crypto';
import { reasonOf, UsageError } from '../errors.ts';
import { featuresOf } from '../model/ccm-version.ts';
import { type CloudIndex, indexCloud } from '../model/cloud-index.ts';
import { type ClusterIndex, indexCluster } from '../model/cluster-index.ts';
import { collectFleet, type FleetView } from '../model/fleet-view.ts';
import { type AuditContext, viewService } from '../model/service-view.ts';
import { FLEET_RULES, SERVICE_RULES } from '../rules/registry.ts';
import type { FleetRule, Language, ServiceRule } from '../rules/rule.ts';
import { parseSnapshot } from '../snapshot/parse.ts';
import { type Readability, readabilityOf } from '../snapshot/readability.ts';
import type { Failure, Snapshot } from '../snapshot/snapshot.ts';
import { findingsOf, keyedChanges } from './audit-service.ts';
import { findingId, toFinding, whereaboutsOfFleet } from './finding.ts';
import type { ClusterReport, Finding, Report, Verdict } from './report.ts';

/** Target version where the caller names none. */
export const DEFAULT_TARGET = '2.14.0';
/** Code of the failures of a report on a value that is no snapshot. */
export const NOT_A_SNAPSHOT = 'NOT_A_SNAPSHOT';

export interface AuditOptions {
  /** The CCM version that the clusters are to be upgraded to; 2.14.0 if not given. */
  readonly targetCcmVersion?: string;
  /** Language of message, cause and fixes; English if not given. */
  readonly language?: Language;
  /**
   * The time that certificates and ages are judged by: milliseconds since the epoch, a Date, or ISO 8601. If not
   * given, the snapshot's own `capturedAt`; without that, the time this module was loaded, so that one process
   * gives one answer. A long-lived caller passes it.
   */
  readonly now?: number | string | Date;
}

/** The rules to apply; the registry's if not given. */
export interface RuleSet {
  readonly service: readonly ServiceRule[];
  readonly fleet: readonly FleetRule[];
}

const ALL_RULES: RuleSet = { service: SERVICE_RULES, fleet: FLEET_RULES };
const LOADED_AT = Date.now();

/**
 * Audits a snapshot: everything the CCM upgrade check would print, would hide, and would never say. Pure and
 * synchronous; the snapshot is not changed. Remote data never makes it throw: what cannot be understood stands in
 * `failures`, and a value that is no snapshot gives a report without clusters.
 * @throws UsageError on unusable options (a target that is no version, a time that is none)
 */
export function auditSnapshot(snapshot: unknown, options: AuditOptions = {}): Report {
  return auditWith(ALL_RULES, snapshot, options);
}

/** `auditSnapshot` with other rules than the registry's. */
export function auditWith(rules: RuleSet, input: unknown, options: AuditOptions = {}): Report {
  const targetCcmVersion = options.targetCcmVersion ?? DEFAULT_TARGET;
  const features = featuresOf(targetCcmVersion);
  const parsed = parseSnapshot(input);
  const now = timeOf(options.now, parsed.ok ? parsed.snapshot.capturedAt : undefined);
  if (!parsed.ok) return notASnapshot(parsed.faults, targetCcmVersion, now);
  const context = { targetCcmVersion, features, now };
  return auditParsed(rules, parsed.snapshot, context, options.language ?? 'en');
}

function timeOf(given: AuditOptions['now'], capturedAt: string | undefined): number {
  if (given === undefined) {
    const captured = capturedAt === undefined ? Number.NaN : Date.parse(capturedAt);
    return Number.isFinite(captured) ? captured : LOADED_AT;
  }
  const time = typeof given === 'number' ? given : new Date(given).getTime();
  if (!Number.isFinite(time) || Math.abs(time) > 8.64e15)
    throw new UsageError(`"${String(given)}" is no time`);
  return time;
}

function notASnapshot(faults: readonly string[], targetCcmVersion: string, now: number): Report {
  return {
    formatVersion: 1,
    scan: scanOf('', [], targetCcmVersion, now),
    coverage: {
      clusters: { total: 0, read: 0 },
      services: { total: 0, compared: 0 },
      loadBalancers: { total: 0, read: 0 },
    },
    clusters: [],
    findings: [],
    failures: faults.map((message) => ({ resource: 'snapshot', code: NOT_A_SNAPSHOT, message })),
  };
}

function scanOf(
  name: string,
  clusterIds: readonly string[],
  targetCcmVersion: string,
  now: number,
): Report['scan'] {
  const at = new Date(now).toISOString();
  const identity = [name, at, targetCcmVersion, ...clusterIds].join('\u0000');
  const id = `scan-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
  return { id, startedAt: at, finishedAt: at, targetCcmVersion };
}

/** What the audit of one cluster leaves behind for the report. */
interface ClusterAudit {
  readonly index: ClusterIndex;
  readonly compared: number;
  readonly failures: readonly Failure[];
}

function auditParsed(rules: RuleSet, snapshot: Snapshot, context: AuditContext, language: Language): Report {
  const failures: Failure[] = [...(snapshot.failures ?? [])];
  const present = new Set(snapshot.regions.map((region) => region.regionId));
  for (const regionId of new Set(snapshot.clusters.map((cluster) => cluster.regionId))) {
    if (present.has(regionId)) continue;
    const message = `region ${regionId} is not in the snapshot, so nothing is known of its SLBs`;
    failures.push({ regionId, resource: 'region', code: 'NotInSnapshot', message });
  }
  const readable = readabilityOf(failures);
  const clouds = new Map<string, CloudIndex>();
  const cloudOf = (regionId: string): CloudIndex => {
    let cloud = clouds.get(regionId);
    if (!cloud) {
      const entries = snapshot.regions.filter((region) => region.regionId === regionId);
      cloud = indexCloud(regionId, entries, readable);
      clouds.set(regionId, cloud);
    }
    return cloud;
  };

  const findings: Finding[] = [];
  const fleet = collectFleet();
  const audits: ClusterAudit[] = [];
  for (const cluster of snapshot.clusters) {
    const index = indexCluster(cluster, cloudOf(cluster.regionId), readable);
    audits.push(auditCluster(index, rules, context, language, fleet.add, findings));
  }
  for (const region of snapshot.regions) cloudOf(region.regionId);

  const fleetView: FleetView = {
    context,
    clusters: audits.map((audit) => audit.index),
    clouds: [...clouds.values()],
    isComplete: (clusterId) => isComplete(audits, clusterId, readable),
    users: fleet.users,
    claims: fleet.claims,
  };
  const crashes = auditFleet(fleetView, rules.fleet, language, findings);
  const clusters = audits.map((audit) => clusterReport(audit, findings, readable));
  return {
    formatVersion: 1,
    scan: scanOf(
      snapshot.name ?? '',
      snapshot.clusters.map((cluster) => cluster.clusterId),
      context.targetCcmVersion,
      context.now,
    ),
    coverage: {
      clusters: {
        total: clusters.length,
        read: clusters.filter((cluster) => cluster.error === undefined).length,
      },
      services: {
        total: clusters.reduce((sum, cluster) => sum + cluster.services, 0),
        compared: audits.reduce((sum, audit) => sum + audit.compared, 0),
      },
      loadBalancers: loadBalancerCoverage([...clouds.values()], readable),
    },
    clusters,
    findings,
    failures: [...failures, ...audits.flatMap((audit) => audit.failures), ...crashes],
  };
}

function auditCluster(
  index: ClusterIndex,
  rules: RuleSet,
  context: AuditContext,
  language: Language,
  remember: ReturnType<typeof collectFleet>['add'],
  findings: Finding[],
): ClusterAudit {
  const failures: Failure[] = [];
  const missing = new Map<string, number>();
  let compared = 0;
  for (const service of index.reconciled) {
    const { namespace, name } = service.metadata;
    try {
      const view = viewService(index, service, context);
      remember(view);
      findings.push(...findingsOf(view, rules.service, language));
      if (view.unread.length === 0) compared++;
      for (const part of view.unread) missing.set(part, (missing.get(part) ?? 0) + 1);
    } catch (thrown) {
      failures.push({
        clusterId: index.clusterId,
        namespace,
        service: name,
        resource: 'rules',
        code: 'RuleCrashed',
        message: `${namespace}/${name} could not be audited: ${reasonOf(thrown)}`,
      });
    }
  }
  for (const [part, count] of missing) {
    failures.push({
      clusterId: index.clusterId,
      resource: part,
      code: 'NotRead',
      message: `${part} could not be read, so ${count} ${count === 1 ? 'Service is' : 'Services are'} not wholly compared`,
    });
  }
  return { index, compared, failures };
}

/** Fleet rules stand apart from the verdicts: one that crashes leaves the rest of the report as it is. */
function auditFleet(
  fleet: FleetView,
  rules: readonly FleetRule[],
  language: Language,
  findings: Finding[],
): Failure[] {
  const failures: Failure[] = [];
  for (const rule of rules) {
    try {
      for (const draft of rule.check(fleet)) {
        const where = whereaboutsOfFleet(draft);
        findings.push(
          toFinding(draft, {
            rule,
            where,
            effect: draft.effect ?? rule.effect,
            id: findingId(rule.id, where, draft),
            visibility: 'never',
            hiddenBehind: undefined,
            language,
            keyOf: (changes) => keyedChanges(changes),
          }),
        );
      }
    } catch (thrown) {
      failures.push({
        resource: 'rules',
        code: 'RuleCrashed',
        message: `rule ${rule.id} could not be applied: ${reasonOf(thrown)}`,
      });
    }
  }
  return failures;
}

/** Whether everything of a cluster that tells who owns an SLB was read: its own parts, and its region's SLBs. */
function isComplete(audits: readonly ClusterAudit[], clusterId: string, readable: Readability): boolean {
  const audit = audits.find((candidate) => candidate.index.clusterId === clusterId);
  if (!audit || audit.failures.length > 0) return false;
  const { regionId } = audit.index;
  if (readable.concerning(clusterId, regionId).some((failure) => failure.regionId === undefined))
    return false;
  return (['loadBalancers', 'listeners', 'vServerGroups'] as const).every(
    (part) => !readable.cloudUnread(regionId, part),
  );
}

function clusterReport(
  audit: ClusterAudit,
  findings: readonly Finding[],
  readable: Readability,
): ClusterReport {
  const { clusterId, name, regionId, reconciled } = audit.index;
  const own = findings.filter((finding) => finding.clusterId === clusterId);
  const doubts = [...readable.concerning(clusterId, regionId), ...audit.failures];
  const blocked = own.some((finding) => finding.effect === 'fails-check');
  const verdict: Verdict = blocked ? 'blocked' : doubts.length > 0 ? 'unknown' : 'ready';
  const reasons = [...new Set(doubts.map((failure) => failure.message))];
  const more = reasons.length > 3 ? ` (+${reasons.length - 3})` : '';
  return {
    clusterId,
    name,
    regionId,
    verdict,
    services: reconciled.length,
    findings: own.length,
    ...(reasons.length > 0 && { error: reasons.slice(0, 3).join('; ') + more }),
  };
}

function loadBalancerCoverage(clouds: readonly CloudIndex[], readable: Readability) {
  let total = 0;
  let read = 0;
  for (const { regionId, loadBalancers } of clouds) {
    total += loadBalancers.length;
    read += loadBalancers.filter(({ LoadBalancerId: id }) =>
      (['loadBalancers', 'listeners', 'vServerGroups'] as const).every(
        (part) => !readable.cloudUnread(regionId, part, id),
      ),
    ).length;
  }
  return { total, read };
}
