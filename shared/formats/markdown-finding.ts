import type { ChangeValue } from '../model/change.ts';
import type { Change, Finding, Fix } from '../report/report.ts';
import { code, codeBlock, prose, table } from './markdown-text.ts';
import { MARKS } from './table-finding.ts';
import type { Words } from './words.ts';
import type { MarkdownWords } from './words-markdown.ts';

/** What every part of the markdown is written with. */
export interface MarkdownPen {
  readonly words: Words;
  readonly own: MarkdownWords;
}

/** One finding as blocks of markdown: what the console prints, what differs, why, and what to do. */
export function markdownFinding(
  finding: Finding,
  rules: ReadonlyMap<string, string>,
  pen: MarkdownPen,
): string[] {
  const { own } = pen;
  const notes = notesOn(finding, rules, pen);
  return [
    headline(finding, pen),
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
    ...(finding.changes.length > 0 ? [differences(finding.changes, pen)] : []),
    ...(finding.cause === '' ? [] : [`**${own.cause}** ${prose(finding.cause)}`]),
    ...markdownFixes(
      finding.fixes.filter((fix) => fix.kind !== 'inspect'),
      own.fixes,
    ),
  ];
}

/** Each way out with its command in a block of its own, under a line that says what they are. */
export function markdownFixes(fixes: readonly Fix[], title: string): string[] {
  if (fixes.length === 0) return [];
  const items = fixes.map(({ text, command }) => {
    const block = command === undefined ? [] : ['', ...codeBlock(command).map((line) => `  ${line}`)];
    return [`- ${prose(text)}`, ...block].join('\n');
  });
  return [`**${title}**`, items.join('\n')];
}

function headline(finding: Finding, { words }: MarkdownPen): string {
  const { phrase, effect, visibility, severity, message, rule, id } = finding;
  const mark = visibility === 'hidden' ? '○' : MARKS[severity];
  const what = phrase && effect === 'fails-check' ? `"${prose(phrase)}"` : words.effects[effect];
  return `**${mark} ${what}** ${prose(message)} (${code(rule)} ${code(id)})`;
}

/** What takes weight from a finding: it is hidden, nobody saw it twice, or somebody knows of it. */
function notesOn(
  finding: Finding,
  rules: ReadonlyMap<string, string>,
  { words }: MarkdownPen,
): readonly string[] {
  const { visibility, hiddenBehind, confirmed, suppressed } = finding;
  const behind = visibility === 'hidden' ? hiddenBehind : undefined;
  return [
    ...(behind === undefined ? [] : [prose(words.hiddenBehind(rules.get(behind) ?? '', behind))]),
    ...(confirmed ? [] : [words.unconfirmed]),
    ...(suppressed ? [prose(words.suppressed(suppressed.reason, suppressed.until))] : []),
  ];
}

function differences(changes: readonly Change[], { words, own }: MarkdownPen): string {
  const rows = changes.map(({ field, actual, expected }) => [
    code(field),
    shown(actual, words.none),
    shown(expected, words.none),
  ]);
  return table(own.differences, rows).join('\n');
}

function shown(value: ChangeValue, none: string): string {
  if (value === null) return none;
  if (typeof value === 'object') return value.map((item) => code(item)).join(', ');
  return code(String(value));
}
