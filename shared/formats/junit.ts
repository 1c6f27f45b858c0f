import XMLBuilder from 'fast-xml-builder';
import pc from 'picocolors';
import { DEFAULT_FAIL_ON } from '../report/outcome.ts';
import type { ClusterReport, Finding, Report } from '../report/report.ts';
import { isDoubt } from '../snapshot/readability.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { groupBy, groupByService } from './grouping.ts';
import { findingsCase, type JunitPen, type TestCase } from './junit-case.ts';
import type { FormatOptions } from './options.ts';
import { printable } from './printable.ts';
import { scopeText } from './scope-text.ts';
import { WORDS } from './words.ts';
import { JUNIT_WORDS } from './words-junit.ts';

/** Everything that XML 1.0 has no way to write, not even as a reference: controls, halves of characters, U+FFFE. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const BUILDER = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  format: true,
});

/**
 * The report for CI servers, as JUnit's XML: a suite for each cluster, a test case for each Service with findings and
 * each SLB without a Service. The report does not name the Services that have no findings, so the suite's first case,
 * which says whether the cluster was wholly read, stands for them. Times are not measured one by one, and left out.
 * Failures and errors are what the exit code of a scan goes by: findings at or above `failOn`, and what is unread.
 */
export function formatJunit(
  report: Report,
  { language, failOn = DEFAULT_FAIL_ON }: Pick<FormatOptions, 'language' | 'failOn'>,
): string {
  const pen: JunitPen = {
    failOn,
    words: WORDS[language],
    own: JUNIT_WORDS[language],
    colors: pc.createColors(false),
  };
  const byCluster = groupBy(report.findings, (finding) => finding.clusterId);
  const suites = [
    ...report.clusters.map((cluster) =>
      clusterSuite(cluster, nameIn(report.clusters, cluster), report, byCluster, pen),
    ),
    ...fleetSuite(report, pen),
  ];
  const title = pen.words.title(report.scan.targetCcmVersion.replace(/^v/, ''), report.clusters.length);
  const scope = report.scan.scope && scopeText(report.scan.scope);
  const text = BUILDER.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': printable(scope === undefined ? title : `${title} (${pen.words.scope(scope)})`),
      ...totalsOf(suites.flatMap((suite) => suite.testcase)),
      testsuite: suites,
    },
  });
  return text.replace(FORBIDDEN, '\ufffd');
}

interface Totals {
  readonly '@tests': number;
  readonly '@failures': number;
  readonly '@errors': number;
  readonly '@skipped': number;
}

interface Suite extends Totals {
  readonly '@name': string;
  readonly '@timestamp': string;
  readonly properties?: { readonly property: readonly Readonly<Record<'@name' | '@value', string>>[] };
  readonly testcase: readonly TestCase[];
}

function suiteOf(name: string, report: Report, cases: readonly TestCase[], properties: object = {}): Suite {
  const property = Object.entries(properties).map(([key, value]) => ({
    '@name': key,
    '@value': printable(String(value)),
  }));
  return {
    '@name': name,
    ...totalsOf(cases),
    // JUnit's own schema takes no time zone; it is UTC.
    '@timestamp': report.scan.startedAt.slice(0, 19),
    ...(property.length > 0 && { properties: { property } }),
    testcase: cases,
  };
}

function totalsOf(cases: readonly TestCase[]): Totals {
  return {
    '@tests': cases.length,
    '@failures': cases.filter((one) => one.failure).length,
    '@errors': cases.filter((one) => one.error).length,
    '@skipped': cases.filter((one) => one.skipped).length,
  };
}

function clusterSuite(
  cluster: ClusterReport,
  name: string,
  report: Report,
  byCluster: ReadonlyMap<string, readonly Finding[]>,
  pen: JunitPen,
): Suite {
  const { clusterId, regionId, verdict } = cluster;
  const findings = byCluster.get(clusterId) ?? [];
  const cases = [wholeCase(cluster, name, findings, pen), ...findingCases(name, findings, pen)];
  return suiteOf(name, report, cases, {
    clusterId,
    regionId,
    verdict,
    targetCcmVersion: report.scan.targetCcmVersion,
    scan: report.scan.id,
  });
}

/** What is known of the cluster as a whole: an error where something of it is unread. */
function wholeCase(
  { verdict, error, services }: ClusterReport,
  name: string,
  findings: readonly Finding[],
  { own, words }: JunitPen,
): TestCase {
  const listed = [...groupByService(findings).keys()].filter((service) => service !== '').length;
  const unread = error ?? (verdict === 'unknown' ? words.verdicts.unknown : undefined);
  return {
    '@classname': name,
    '@name': own.wholeCluster,
    ...(unread !== undefined && { error: { '@message': printable(unread), '@type': 'unread' } }),
    'system-out': `${own.verdict}${words.colon}${words.verdicts[verdict]}\n${own.services(services, listed)}`,
  };
}

function findingCases(classname: string, findings: readonly Finding[], pen: JunitPen): TestCase[] {
  const rules = new Map(findings.map((finding) => [finding.id, finding.rule]));
  const ofServices = groupByService(findings);
  const alone = groupBy(ofServices.get('') ?? [], slbName(pen));
  ofServices.delete('');
  return [...ofServices, ...alone].map(([name, own]) => findingsCase(classname, name, own, rules, pen));
}

function slbName({ words }: JunitPen): (finding: Finding) => string {
  return ({ loadBalancerId, rule, id }) => `${words.slb} ${loadBalancerId ?? `${rule} ${id}`}`;
}

/** What concerns no cluster of the report: its findings, and what could not be read. */
function fleetSuite(report: Report, pen: JunitPen): Suite[] {
  const known = new Set(report.clusters.map((cluster) => cluster.clusterId));
  const findings = report.findings.filter((finding) => !known.has(finding.clusterId));
  const failures = report.failures.filter(
    ({ clusterId }) => clusterId === undefined || !known.has(clusterId),
  );
  const name = pen.words.fleet;
  const cases = [
    ...failures.filter(isDoubt).map((failure) => failureCase(failure, name, pen)),
    ...findingCases(name, findings, pen),
  ];
  return cases.length === 0 ? [] : [suiteOf(name, report, cases)];
}

function failureCase(failure: Failure, classname: string, { own, words }: JunitPen): TestCase {
  const { clusterId, regionId, loadBalancerId, resource, code, message } = failure;
  const where = [clusterId ?? regionId, loadBalancerId, resource].filter((part) => part !== undefined);
  return {
    '@classname': classname,
    '@name': printable(`${where.join(' ')}${words.colon}${own.notRead}`),
    error: { '@message': printable(message), '@type': printable(code) },
  };
}

/** A cluster's name; with its id where it has none of its own, or another has the same. */
function nameIn(clusters: readonly ClusterReport[], { name, clusterId }: ClusterReport): string {
  const isUnique = name !== '' && clusters.filter((other) => other.name === name).length === 1;
  return printable(isUnique ? name : [name, clusterId].filter(Boolean).join(' '));
}
