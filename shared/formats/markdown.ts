import pc from 'picocolors';
import { isBeyondKnown, NEWEST_KNOWN } from '../model/ccm-version.ts';
import { consoleView } from '../report/console-view.ts';
import { isIncomplete } from '../report/outcome.ts';
import type { ClusterReport, Finding, Report } from '../report/report.ts';
import { countsOf, groupBy, groupByService, inspections, verdictCounts } from './grouping.ts';
import { type MarkdownPen, markdownFinding, markdownFixes } from './markdown-finding.ts';
import { markdownFailures, markdownSuppressions } from './markdown-rest.ts';
import { code, prose, table } from './markdown-text.ts';
import type { FormatOptions } from './options.ts';
import { scopeText } from './scope-text.ts';
import { formatPrecheck } from './table-precheck.ts';
import { WORDS } from './words.ts';
import { MARKDOWN_WORDS } from './words-markdown.ts';

/**
 * The report for pull requests and tickets, as GitHub Flavored Markdown without links, images and HTML: the fleet
 * first, then the findings by cluster and Service, then suppressions and what could not be read.
 */
export function formatMarkdown(report: Report, { language }: Pick<FormatOptions, 'language'>): string {
  const pen: MarkdownPen = { words: WORDS[language], own: MARKDOWN_WORDS[language] };
  const byCluster = groupBy(report.findings, (finding) => finding.clusterId);
  const known = new Set(report.clusters.map((cluster) => cluster.clusterId));
  const rest = report.findings.filter((finding) => !known.has(finding.clusterId));
  const blocks = [
    ...summary(report, pen),
    ...clusterTable(report, byCluster, pen),
    ...report.clusters.flatMap((cluster) =>
      clusterSection(cluster, byCluster.get(cluster.clusterId) ?? [], pen),
    ),
    ...(rest.length > 0 ? [`## ${pen.words.fleet}`, ...services(rest, pen)] : []),
    ...(report.findings.length === 0 && !isIncomplete(report) ? [pen.words.clean] : []),
    ...markdownSuppressions(report, pen),
    ...markdownFailures(report, pen, language),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function summary({ scan, coverage, clusters }: Report, { words }: MarkdownPen): string[] {
  const verdicts = verdictCounts(clusters, words);
  const { clusters: c, services: s, loadBalancers: l } = coverage;
  const scope = scan.scope && scopeText(scan.scope);
  const title = words.title(scan.targetCcmVersion.replace(/^v/, ''), clusters.length);
  return [
    `# ${prose(title)}${words.colon}${verdicts}`,
    words.coverage(words.of(c.read, c.total), words.of(s.compared, s.total), words.of(l.read, l.total)),
    ...(scope === undefined ? [] : [words.scope(code(scope))]),
    ...(isBeyondKnown(scan.targetCcmVersion) ? [words.beyondKnown(NEWEST_KNOWN)] : []),
  ];
}

function clusterTable(
  { clusters }: Report,
  byCluster: ReadonlyMap<string, readonly Finding[]>,
  { words, own }: MarkdownPen,
): string[] {
  if (clusters.length === 0) return [];
  const [name = '', ...columns] = words.columns;
  const rows = clusters.map((cluster) => [
    code(nameOf(cluster)),
    code(cluster.clusterId),
    code(cluster.regionId),
    `**${words.verdicts[cluster.verdict]}**`,
    cluster.services,
    ...countsOf(byCluster.get(cluster.clusterId) ?? []),
  ]);
  return [table([name, own.id, ...columns], rows).join('\n')];
}

function nameOf({ name, clusterId }: ClusterReport): string {
  return name || clusterId;
}

function clusterSection(cluster: ClusterReport, findings: readonly Finding[], pen: MarkdownPen): string[] {
  const { words } = pen;
  const { precheck, verdict } = cluster;
  if (findings.length === 0 && !precheck) return [];
  const view = consoleView(findings);
  const plainPen = { words, colors: pc.createColors(false) };
  const notes = [
    ...(view.recorded + view.hidden > 0 ? [words.console(view.recorded, view.shown, view.hidden)] : []),
    ...(precheck ? formatPrecheck(cluster, precheck, findings, plainPen) : []),
  ].map((note) => `- ${prose(note)}`);
  return [
    `## ${code(nameOf(cluster))}${words.colon}${words.verdicts[verdict]}`,
    ...(notes.length > 0 ? [notes.join('\n')] : []),
    ...services(findings, pen),
  ];
}

function services(findings: readonly Finding[], pen: MarkdownPen): string[] {
  const rules = new Map(findings.map((finding) => [finding.id, finding.rule]));
  return [...groupByService(findings)].flatMap(([service, own]) => [
    `### ${service === '' ? pen.own.noService : code(service)}`,
    ...own.flatMap((finding) => markdownFinding(finding, rules, pen)),
    ...markdownFixes(inspections(own), pen.own.look),
  ]);
}
