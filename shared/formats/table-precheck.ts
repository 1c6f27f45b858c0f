import type { ClusterReport, Finding, Precheck, PrecheckItem } from '../report/report.ts';
import type { Pen } from './pen.ts';
import { printable } from './printable.ts';

/** Most items of a side that are listed: the Event itself holds no more. */
const MOST_LISTED = 20;

/** How the findings of a cluster agree with the upgrade check that it holds the result of. */
export function formatPrecheck(
  cluster: ClusterReport,
  precheck: Precheck,
  findings: readonly Finding[],
  pen: Pen,
): string[] {
  const { state, matched, onlyConsole, onlyOurs, unknown, otherFailedCount, doubt } = precheck;
  const words = pen.words.precheck;
  const lost = state === 'error' ? 0 : unknown;
  const compared = matched.length + onlyConsole.length + onlyOurs.length + lost > 0;
  const notes = [
    outcome(precheck, pen),
    ...(doubt ? [words.doubts[doubt]] : []),
    ...(compared ? [words.agreement(matched.length, onlyConsole.length, onlyOurs.length)] : []),
    ...(lost > 0 ? [words.unknown(lost)] : []),
    ...(otherFailedCount > 0 ? [words.others(otherFailedCount)] : []),
    ...(onlyConsole.length > 0 && cluster.error !== undefined ? [words.notAllRead] : []),
  ];
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  return [
    ...notes.map((note, index) => pen.colors.dim(index === 0 ? note : `  ${note}`)),
    ...listed(onlyConsole.map(describeItem), words.onlyConsole, pen),
    ...listed(
      onlyOurs.map((id) => describeFinding(id, byId.get(id))),
      words.onlyOurs,
      pen,
    ),
  ];
}

function outcome(precheck: Precheck, { words: { precheck: words } }: Pen): string {
  const { state, at, ageSeconds, failedCount, predictedCount } = precheck;
  const when =
    at === undefined || ageSeconds === undefined ? words.undated : words.when(at, words.age(ageSeconds));
  if (state === 'error') return words.error(when);
  if (state === 'passed') return words.passed(when);
  const elsewhere = failedCount === 0 && precheck.otherFailedCount > 0;
  return elsewhere
    ? words.failedElsewhere(when, predictedCount)
    : words.failed(when, failedCount, predictedCount);
}

function listed(lines: readonly string[], label: string, { colors, words }: Pen): string[] {
  const more = lines.length - MOST_LISTED;
  return [
    ...lines.slice(0, MOST_LISTED).map((line) => `  ${colors.yellow('≠')} ${label}${words.colon}${line}`),
    ...(more > 0 ? [`    ${words.precheck.more(more)}`] : []),
  ];
}

function describeItem({ key, code, message }: PrecheckItem): string {
  return printable([code, key, ...(message === undefined ? [] : [`(${message})`])].join(' '));
}

function describeFinding(id: string, finding: Finding | undefined): string {
  if (!finding) return id;
  const { code, namespace, service, rule } = finding;
  return `${printable(`${code} ${namespace}/${service}`)} [${rule} ${id}]`;
}
