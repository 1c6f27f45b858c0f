import pc from 'picocolors';
import type { AnnotationVerdict, ExplainedAnnotation, Explanation } from '../report/explanation.ts';
import type { Language } from '../rules/rule.ts';
import { type ExplainPen, fieldLines, groupLines, listenerLines } from './explain-parts.ts';
import { EXPLAIN_WORDS } from './explain-words.ts';
import { failureLine } from './failure-line.ts';
import { inspections } from './grouping.ts';
import type { FormatOptions } from './options.ts';
import { printable } from './printable.ts';
import { formatFinding, formatFixes } from './table-finding.ts';
import { WORDS } from './words.ts';

/** One Service for people: both sides of its SLB, its annotations, what the check prints, and how to mend it. */
export function formatExplanation(explanation: Explanation, { language, color }: FormatOptions): string {
  const own = EXPLAIN_WORDS[language];
  const pen: ExplainPen = { words: WORDS[language], own, colors: pc.createColors(color) };
  const isSeen = explanation.state !== 'ignored';
  const sections = [
    head(explanation, pen),
    ...(isSeen ? sides(explanation, pen) : []),
    annotations(explanation, pen),
    ...(isSeen ? [check(explanation, pen), order(explanation, pen), notes(explanation, pen)] : []),
    ownCheck(explanation, pen),
    unread(explanation, pen, language),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** One Service for programs: the explanation as it is. */
export function formatExplanationJson(explanation: Explanation): string {
  return `${JSON.stringify(explanation, null, 2)}\n`;
}

function head(explanation: Explanation, { own, colors }: ExplainPen): string {
  const { namespace, service, clusterName, clusterId, regionId, state, ignoredBecause, findings } =
    explanation;
  const cluster = clusterName === '' ? clusterId : `${clusterName} (${clusterId})`;
  const title = own.title(`${namespace}/${service}`, cluster, regionId);
  const what =
    state === 'ignored'
      ? own.ignored[ignoredBecause ?? 'type']
      : `${own.states[state]}${own.semicolon}${own.policies[explanation.policy]}`;
  const version = explanation.ccmVersion === undefined ? undefined : printable(explanation.ccmVersion);
  return [
    colors.bold(printable(title)),
    own.versions(version, `v${explanation.targetCcmVersion.replace(/^v/, '')}`, explanation.at),
    what,
    ...(explanation.stopsAt ? [colors.red(own.stops)] : []),
    ...(findings.some((finding) => !finding.confirmed) ? [colors.dim(own.unconfirmed)] : []),
  ].join('\n');
}

function sides({ instance, listeners, groups }: Explanation, pen: ExplainPen): string[] {
  const { own, words, colors } = pen;
  if (!instance) return [];
  const title = `${colors.bold(own.instance)}${words.colon}${printable(own.found(instance))}`;
  const first = [title, ...fieldLines(instance.fields, pen)];
  return [
    first.join('\n'),
    ...listeners.map((listener) => listenerLines(listener, pen).join('\n')),
    ...groups.map((group) => groupLines(group, pen).join('\n')),
    colors.dim(own.legend),
  ];
}

function annotations(explanation: Explanation, pen: ExplainPen): string {
  const { own, colors, words } = pen;
  const title = colors.bold(own.annotations);
  if (explanation.annotations.length === 0) return `${title}${words.colon}${own.noAnnotations}`;
  return [title, ...explanation.annotations.flatMap((one) => annotationLines(one, pen))].join('\n');
}

const SIGNS: Readonly<Record<AnnotationVerdict, string>> = {
  counts: '✔',
  later: '✔',
  refused: '▲',
  breaks: '✖',
  'no-effect': '○',
  unknown: '?',
};

function annotationLines(annotation: ExplainedAnnotation, { own, words, colors }: ExplainPen): string[] {
  const { key, value, verdict, sets, reads, differs, text } = annotation;
  const paint = {
    counts: colors.green,
    later: colors.green,
    refused: colors.yellow,
    breaks: colors.red,
    'no-effect': colors.dim,
    unknown: colors.yellow,
  }[verdict];
  const notes = [
    printable(text),
    ...(sets.length > 0 ? [own.sets(sets.join(', '))] : []),
    ...(reads === undefined || String(reads) === value ? [] : [own.readAs(String(reads))]),
    ...(differs ? [colors.red(own.differs)] : []),
  ];
  return [
    `  ${paint(SIGNS[verdict])} ${printable(key)} = "${printable(value)}"`,
    `      ${paint(own.verdicts[verdict])}${words.colon}${notes.join(own.semicolon)}`,
  ];
}

/** What the console would show of the Service now. */
function check(
  { order: steps, findings, unread: parts }: Explanation,
  { own, words, colors }: ExplainPen,
): string {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const printed = steps.flatMap(({ findingId, itemKey }) => {
    const finding = byId.get(findingId);
    return finding && itemKey !== undefined ? [{ finding, itemKey }] : [];
  });
  const title = colors.bold(own.check);
  if (printed.length === 0) {
    return `${title}${words.colon}${parts.length > 0 ? own.checkUnsure : own.checkSilent}`;
  }
  const keys = new Map<string, number>();
  for (const { itemKey } of printed) keys.set(itemKey, (keys.get(itemKey) ?? 0) + 1);
  return [
    title,
    ...printed.map(({ finding, itemKey }) => {
      const item = [...(finding.phrase ? [`"${finding.phrase}"`] : []), finding.code ?? ''].join(' ');
      return `  ${item} [${finding.rule} ${finding.id}] ${colors.dim(printable(own.filedAs(itemKey)))}`;
    }),
    ...[...keys]
      .filter(([, count]) => count > 1)
      .map(([key, count]) => `  ${colors.yellow(printable(own.shared(key, count)))}`),
  ].join('\n');
}

function order({ order: steps, findings, unread: parts }: Explanation, pen: ExplainPen): string {
  const { own, words, colors } = pen;
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const rules = new Map(findings.map((finding) => [finding.id, finding.rule]));
  const title = colors.bold(own.order);
  const mends = steps.flatMap(({ findingId, behind }) => {
    const finding = byId.get(findingId);
    return finding && finding.effect !== 'info' ? [{ finding, behind }] : [];
  });
  if (mends.length === 0) return `${title}${words.colon}${parts.length > 0 ? own.nothingRead : own.nothing}`;
  const lines = mends.flatMap(({ finding, behind }, index) => {
    const [first = '', ...rest] = formatFinding(finding, rules, pen);
    const isSaid = finding.visibility === 'hidden' || behind === undefined;
    return [
      `${String(index + 1).padStart(2)}. ${first.slice(4)}`,
      ...(isSaid ? [] : [`        ${colors.dim(own.behind(rules.get(behind) ?? '', behind))}`]),
      ...rest,
    ];
  });
  const looks = inspections(mends.map(({ finding }) => finding));
  return [title, ...lines, ...formatFixes(looks, pen)].join('\n');
}

/** What is good to know, and nothing that has to be mended. */
function notes({ findings }: Explanation, pen: ExplainPen): string {
  const own = findings.filter(({ effect }) => effect === 'info');
  if (own.length === 0) return '';
  const lines = own.flatMap((finding) => formatFinding(finding, new Map(), pen));
  return [pen.colors.bold(pen.own.notes), ...lines, ...formatFixes(inspections(own), pen)].join('\n');
}

function ownCheck({ precheck }: Explanation, { own, words, colors }: ExplainPen): string {
  if (!precheck || precheck.onlyConsole.length === 0) return '';
  const when = precheck.at ?? words.precheck.undated;
  return [
    colors.yellow(own.precheck(when)),
    ...(precheck.doubt ? [`  ${colors.dim(words.precheck.doubts[precheck.doubt])}`] : []),
    ...precheck.onlyConsole.map(
      ({ key, code, message }) =>
        `  ≠ ${printable([code, key, ...(message ? [`(${message})`] : [])].join(' '))}`,
    ),
  ].join('\n');
}

function unread(
  { clusterId, clusterName, unread: parts, failures }: Explanation,
  { own, colors }: ExplainPen,
  language: Language,
): string {
  const names = new Map([[clusterId, clusterName]]);
  return [
    ...(parts.length > 0 ? [colors.yellow(own.unread(parts.join(', ')))] : []),
    ...(failures.length > 0 ? [colors.yellow(own.failures)] : []),
    ...failures.map((failure) => `  ${failureLine(failure, names, language)}`),
  ].join('\n');
}
