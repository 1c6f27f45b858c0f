import { reasonOf } from '../errors.ts';
import type { AuditContext } from '../model/audit-context.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import {
  collectFleet,
  type FleetCollector,
  type FleetFacts,
  type FleetView,
  factsOf,
} from '../model/fleet-view.ts';
import { viewService } from '../model/service-view.ts';
import type { FleetRule, Language, ServiceRule } from '../rules/rule.ts';
import type { Failure, Snapshot } from '../snapshot/snapshot.ts';
import { findingsOf } from './audit-service.ts';
import { findingOfFleet } from './finding.ts';
import { indexFleet } from './fleet-index.ts';
import { withPrechecks } from './precheck.ts';
import type { Finding, Report } from './report.ts';
import { type ClusterAudit, clusterReports, coverageOf, isComplete } from './verdicts.ts';

/** The rules to apply. */
export interface RuleSet {
  readonly service: readonly ServiceRule[];
  readonly fleet: readonly FleetRule[];
}

/** A report that lacks only what names the scan, and what must be known to put it together with others. */
interface FleetAudit {
  readonly report: Omit<Report, 'formatVersion' | 'scan'>;
  readonly facts: FleetFacts;
}

/** Audits every Service of every cluster, then the fleet as a whole. */
export function auditFleet(
  rules: RuleSet,
  snapshot: Snapshot,
  context: AuditContext,
  language: Language,
): FleetAudit {
  const fleetIndex = indexFleet(snapshot);
  const findings: Finding[] = [];
  const collector = collectFleet();
  const audits = fleetIndex.clusters.map((index) =>
    auditCluster(index, rules.service, context, language, collector, findings),
  );
  const complete = new Set(audits.filter(isComplete).map((audit) => audit.index.clusterId));
  const fleet: FleetView = {
    context,
    clusters: audits.map((audit) => audit.index),
    clouds: fleetIndex.clouds,
    isComplete: (clusterId) => complete.has(clusterId),
    used: collector.used,
    claims: collector.claims(),
  };
  const crashes = applyFleetRules(fleet, rules.fleet, language, findings);

  const reports = clusterReports(audits, findings);
  const { clusters, failures } = withPrechecks(reports, snapshot.clusters, findings, context.now);
  const report = {
    coverage: coverageOf(audits, clusters, fleet.clouds),
    clusters,
    findings,
    failures: [...fleetIndex.failures, ...audits.flatMap((audit) => audit.failures), ...crashes, ...failures],
  };
  return { report, facts: factsOf(fleet) };
}

function auditCluster(
  index: ClusterIndex,
  rules: readonly ServiceRule[],
  context: AuditContext,
  language: Language,
  collector: FleetCollector,
  findings: Finding[],
): ClusterAudit {
  const { clusterId } = index;
  const crashes: Failure[] = [];
  const unread = new Map<string, number>();
  let compared = 0;
  for (const service of index.reconciled) {
    try {
      const view = viewService(index, service, context);
      collector.add(view);
      findings.push(...findingsOf(view, rules, language));
      if (view.unread.length === 0) compared++;
      for (const part of view.unread) unread.set(part, (unread.get(part) ?? 0) + 1);
    } catch (thrown) {
      const { namespace, name } = service.metadata;
      const message = `${namespace}/${name} could not be audited: ${reasonOf(thrown)}`;
      crashes.push({ clusterId, namespace, service: name, resource: 'rules', code: 'RuleCrashed', message });
    }
  }
  const gaps = [...unread].map(([part, count]) => ({
    clusterId,
    resource: part,
    code: 'NotRead',
    message: `${part} could not be read, so ${count} ${count === 1 ? 'Service is' : 'Services are'} not wholly compared`,
  }));
  return { index, compared, failures: [...crashes, ...gaps] };
}

/** Fleet rules stand apart from the verdicts: one that crashes is named, and the rest of the report stays. */
function applyFleetRules(
  fleet: FleetView,
  rules: readonly FleetRule[],
  language: Language,
  findings: Finding[],
): Failure[] {
  return rules.flatMap((rule) => {
    try {
      findings.push(...rule.check(fleet).map((draft) => findingOfFleet(rule, draft, language)));
      return [];
    } catch (thrown) {
      const message = `rule ${rule.id} could not be applied: ${reasonOf(thrown)}`;
      return [{ resource: 'rules', code: 'RuleCrashed', message }];
    }
  });
}
