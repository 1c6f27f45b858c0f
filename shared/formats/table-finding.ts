import type { ChangeValue } from '../model/change.ts';
import type { Change, Finding, Fix, Severity } from '../report/report.ts';
import type { Pen } from './pen.ts';
import { printable } from './printable.ts';

/** One sign for each severity. */
export const MARKS: Readonly<Record<Severity, string>> = { error: '✖', warning: '▲', info: 'ℹ' };

/** One finding: what the console prints, what differs, and what to do next. */
export function formatFinding(finding: Finding, rules: ReadonlyMap<string, string>, pen: Pen): string[] {
  const { words, colors } = pen;
  const hidden = finding.visibility === 'hidden';
  const color = { error: colors.red, warning: colors.yellow, info: colors.dim }[finding.severity];
  const mark = hidden ? colors.dim('○') : color(MARKS[finding.severity]);
  const phrase =
    finding.phrase && finding.effect === 'fails-check'
      ? `"${finding.phrase}"`
      : words.effects[finding.effect];
  const behind = hidden && finding.hiddenBehind;
  return [
    `    ${mark} ${colors.bold(phrase)} ${printable(finding.message)} ${colors.dim(`[${finding.rule} ${finding.id}]`)}`,
    ...notesOn(finding, pen),
    ...(behind ? [`        ${colors.dim(words.hiddenBehind(rules.get(behind) ?? '', behind))}`] : []),
    ...finding.changes.map((change) => `        ${difference(change, pen)}`),
    ...formatFixes(
      finding.fixes.filter((fix) => fix.kind !== 'inspect'),
      pen,
    ),
  ];
}

/** What takes weight from a finding: nobody saw it twice, or somebody knows of it. */
function notesOn({ confirmed, suppressed }: Finding, { words, colors }: Pen): string[] {
  const notes = [
    ...(confirmed ? [] : [words.unconfirmed]),
    ...(suppressed ? [words.suppressed(printable(suppressed.reason), suppressed.until)] : []),
  ];
  return notes.map((note) => `        ${colors.dim(note)}`);
}

/** Each way out with its command, ready to paste. */
export function formatFixes(fixes: readonly Fix[], { colors }: Pen): string[] {
  return fixes.flatMap((fix) => [
    `      → ${printable(fix.text)}`,
    ...(fix.command ? [`          ${colors.cyan(printable(fix.command))}`] : []),
  ]);
}

function difference({ field, actual, expected }: Change, { words, colors }: Pen): string {
  const sides = `${words.slb} ${shown(actual, words.none)}  ${words.service} ${shown(expected, words.none)}`;
  return `${colors.dim(printable(field))}  ${sides}`;
}

function shown(value: ChangeValue, none: string): string {
  if (value === null) return none;
  if (typeof value === 'string') return `"${printable(value)}"`;
  return Array.isArray(value) ? value.map((item) => printable(String(item))).join(', ') : String(value);
}
