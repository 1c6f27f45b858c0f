import type { Finding, Report } from '../../shared/index.ts';

/** Findings of the one report that the other does not have. */
export function beyond(report: Report, other: Report): readonly Finding[] {
  const known = new Set(other.findings.map((finding) => finding.id));
  return report.findings.filter((finding) => !known.has(finding.id));
}

/** Codes of a report's failures by what they are about, each once, in order; `NotRead` only repeats them. */
export function failed(report: Report): readonly string[] {
  const lines = report.failures
    .filter((failure) => failure.code !== 'NotRead')
    .map(({ resource, loadBalancerId, clusterId, code }) =>
      [resource, loadBalancerId ?? clusterId ?? 'all', code].join(' '),
    );
  return [...new Set(lines)].sort();
}

export function verdictsOf(report: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(report.clusters.map(({ clusterId, verdict }) => [clusterId, verdict]));
}
