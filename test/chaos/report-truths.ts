import type { Finding, Report, Snapshot } from '../../shared/index.ts';
import type { Failure } from '../../shared/snapshot/snapshot.ts';
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
    for (const finding of missing)
      if (!report.failures.some((failure) => explains(failure, finding, fleet)))
        complaints.push(`cluster ${cluster.name} lacks ${finding.rule}, and no failure says why`);
    if (shown.verdict === 'ready' && shown.error !== undefined)
      complaints.push(`cluster ${cluster.name} is called ready, though ${shown.error}`);
  }
  const lost = [...expected.keys()].some((id) => !found.has(id));
  if (lost && report.failures.length === 0) complaints.push('findings are missing, and no failure is told');
  return complaints;
}

/** Whether a failure may be why a finding is not there: it is of the same cluster, or of its region and account. */
function explains({ clusterId, regionId, accountId }: Failure, finding: Finding, fleet: Snapshot): boolean {
  const own = fleet.clusters.find((cluster) => cluster.clusterId === finding.clusterId);
  if (accountId !== undefined && own?.accountId !== undefined && accountId !== `account-${own.accountId}`)
    return false;
  if (clusterId === undefined) return regionId === undefined || regionId === finding.regionId;
  if (clusterId === finding.clusterId) return true;
  // What rests on all clusters of a region lacks whatever one of them could not tell.
  const other = fleet.clusters.find((cluster) => cluster.clusterId === clusterId);
  const isOfRegion = finding.effect === 'orphaned' || FLEET_RULES.has(finding.rule);
  return isOfRegion && other?.regionId === finding.regionId;
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
