import type { Finding, Report, Snapshot } from '../../shared/index.ts';
import { fileReport } from '../support/live.ts';

/** What of a finding does not depend on what else could be read. */
function essence({ rule, effect, clusterId, namespace, service, loadBalancerId, changes }: Finding): string {
  return JSON.stringify([rule, effect, clusterId, namespace, service, loadBalancerId, changes]);
}

/**
 * What is untrue of a report on a fleet, whatever went wrong while it was made: an invented finding, a false verdict, a
 * cluster or a finding that is missing without a word.
 */
export function untruths(report: Report, fleet: Snapshot): string[] {
  const truth = fileReport(fleet, report);
  const found = new Map(report.findings.map((finding) => [finding.id, finding]));
  const expected = new Map(truth.findings.map((finding) => [finding.id, finding]));
  const complaints: string[] = [];
  for (const [id, finding] of found) {
    const true_ = expected.get(id);
    if (!true_) complaints.push(`invented: ${finding.rule} ${finding.message}`);
    else if (essence(true_) !== essence(finding))
      complaints.push(`other than it is: ${essence(finding)} for ${essence(true_)}`);
  }
  for (const cluster of truth.clusters) {
    const shown = report.clusters.find(({ clusterId }) => clusterId === cluster.clusterId);
    const missing = truth.findings.filter(
      ({ clusterId, id }) => clusterId === cluster.clusterId && !found.has(id),
    );
    if (!shown) {
      if (!report.failures.some(({ clusterId, regionId }) => concerns(cluster, clusterId, regionId)))
        complaints.push(`cluster ${cluster.name} is missing without a word`);
      continue;
    }
    if (shown.verdict !== 'unknown' && shown.verdict !== cluster.verdict)
      complaints.push(`cluster ${cluster.name} is called ${shown.verdict}, and is ${cluster.verdict}`);
    if (missing.length > 0 && shown.error === undefined && !isDoubted(report, missing))
      complaints.push(
        `cluster ${cluster.name} is said to be read, and lacks ${missing.map(({ rule }) => rule).join(', ')}`,
      );
    if (shown.verdict === 'ready' && shown.error !== undefined)
      complaints.push(`cluster ${cluster.name} is called ready, though ${shown.error}`);
  }
  const lost = [...expected.keys()].some((id) => !found.has(id));
  if (lost && report.failures.length === 0) complaints.push('findings are missing, and no failure is told');
  return complaints;
}

/** Rules of the whole fleet rest on more than their cluster: what they lack is told of elsewhere. */
function isDoubted({ failures, clusters }: Report, missing: readonly Finding[]): boolean {
  return missing.every(
    ({ effect, rule, regionId }) =>
      (effect === 'orphaned' || FLEET_RULES.has(rule)) &&
      (failures.some((failure) => failure.regionId === undefined || failure.regionId === regionId) ||
        clusters.some((cluster) => cluster.error !== undefined)),
  );
}

const FLEET_RULES: ReadonlySet<string> = new Set(['listener-conflict', 'load-balancer-unknown-cluster']);

function concerns(
  cluster: Report['clusters'][number],
  clusterId: string | undefined,
  regionId: string | undefined,
): boolean {
  if (clusterId !== undefined) return clusterId === cluster.clusterId;
  return regionId === undefined || regionId === cluster.regionId;
}
