import Table from 'cli-table3';
import pc from 'picocolors';
import { isBeyondKnown, NEWEST_KNOWN } from '../model/ccm-version.ts';
import { consoleView } from '../report/console-view.ts';
import { isIncomplete } from '../report/outcome.ts';
import type { ClusterReport, Finding, Report, Verdict } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import { failureLine } from './failure-line.ts';
import { countsOf, groupBy, groupByService, inspections, verdictCounts } from './grouping.ts';
import type { FormatOptions } from './options.ts';
import type { Pen } from './pen.ts';
import { printable } from './printable.ts';
import { scopeText } from './scope-text.ts';
import { formatFinding, formatFixes } from './table-finding.ts';
import { formatPrecheck } from './table-precheck.ts';
import { formatSuppressions } from './table-suppressions.ts';
import { WORDS } from './words.ts';

/** The report for people: the fleet first, then the findings by cluster and Service, then what could not be read. */
export function formatTable(report: Report, { language, color }: FormatOptions): string {
  const pen: Pen = { words: WORDS[language], colors: pc.createColors(color) };
  const byCluster = groupBy(report.findings, (finding) => finding.clusterId);
  const sections = [summary(report, pen), clusterTable(report, byCluster, pen)];
  for (const cluster of report.clusters) {
    const findings = byCluster.get(cluster.clusterId) ?? [];
    if (findings.length > 0 || cluster.precheck) sections.push(clusterSection(cluster, findings, pen));
  }
  const known = new Set(report.clusters.map((cluster) => cluster.clusterId));
  const rest = report.findings.filter((finding) => !known.has(finding.clusterId));
  if (rest.length > 0) sections.push([pen.colors.bold(pen.words.fleet), ...services(rest, pen)].join('\n'));
  if (report.findings.length > 0) sections.push(pen.colors.dim(pen.words.why));
  else if (!isIncomplete(report)) sections.push(pen.words.clean);
  sections.push(formatSuppressions(report, pen));
  if (report.failures.length > 0) sections.push(failures(report, pen, language));
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function summary({ scan, coverage, clusters }: Report, { words, colors }: Pen): string {
  const verdicts = verdictCounts(clusters, words);
  const { clusters: c, services: s, loadBalancers: l } = coverage;
  const scope = scan.scope && scopeText(scan.scope);
  return [
    colors.bold(
      `${words.title(scan.targetCcmVersion.replace(/^v/, ''), clusters.length)}${words.colon}${verdicts}`,
    ),
    words.coverage(words.of(c.read, c.total), words.of(s.compared, s.total), words.of(l.read, l.total)),
    ...(scope === undefined ? [] : [words.scope(printable(scope))]),
    ...(isBeyondKnown(scan.targetCcmVersion) ? [colors.yellow(words.beyondKnown(NEWEST_KNOWN))] : []),
  ].join('\n');
}

function clusterTable(report: Report, byCluster: ReadonlyMap<string, readonly Finding[]>, pen: Pen): string {
  if (report.clusters.length === 0) return '';
  const table = new Table({
    head: [...pen.words.columns],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const cluster of report.clusters) {
    const findings = byCluster.get(cluster.clusterId) ?? [];
    table.push([
      printable(cluster.name || cluster.clusterId),
      printable(cluster.regionId),
      paint(cluster.verdict, pen)(pen.words.verdicts[cluster.verdict]),
      cluster.services,
      ...countsOf(findings),
    ]);
  }
  return table.toString();
}

function paint(verdict: Verdict, { colors }: Pen): (text: string) => string {
  return { ready: colors.green, blocked: colors.red, unknown: colors.yellow }[verdict];
}

function clusterSection(cluster: ClusterReport, findings: readonly Finding[], pen: Pen): string {
  const { words, colors } = pen;
  const name = colors.bold(`${printable(cluster.name)} (${printable(cluster.clusterId)})`);
  const view = consoleView(findings);
  const lines = [`${name} ${paint(cluster.verdict, pen)(words.verdicts[cluster.verdict])}`];
  if (view.recorded + view.hidden > 0)
    lines.push(colors.dim(words.console(view.recorded, view.shown, view.hidden)));
  if (cluster.precheck) lines.push(...formatPrecheck(cluster, cluster.precheck, findings, pen));
  return [...lines, ...services(findings, pen)].join('\n');
}

function services(findings: readonly Finding[], pen: Pen): string[] {
  const rules = new Map(findings.map((finding) => [finding.id, finding.rule]));
  return [...groupByService(findings)].flatMap(([service, own]) => [
    '',
    `  ${pen.colors.underline(printable(service || own[0]?.regionId || ''))}`,
    ...own.flatMap((finding) => formatFinding(finding, rules, pen)),
    ...formatFixes(inspections(own), pen),
  ]);
}

function failures(report: Report, { words, colors }: Pen, language: Language): string {
  const names = new Map(report.clusters.map(({ clusterId, name }) => [clusterId, name]));
  const lines = report.failures.map((failure) => `  ${failureLine(failure, names, language)}`);
  return [colors.yellow(words.failures), ...lines].join('\n');
}
