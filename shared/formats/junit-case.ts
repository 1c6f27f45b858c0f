import { isAsGrave } from '../report/outcome.ts';
import type { Finding } from '../report/report.ts';
import { EFFECTS, type Effect } from '../rules/rule.ts';
import { inspections } from './grouping.ts';
import type { Pen } from './pen.ts';
import { printable } from './printable.ts';
import { formatFinding, formatFixes } from './table-finding.ts';
import type { JunitWords } from './words-junit.ts';

/** What JUnit's readers know of an outcome that is not a plain pass. */
export interface Outcome {
  readonly '@message': string;
  readonly '@type'?: string;
  readonly '#text'?: string;
}

/** One test case, by the names of JUnit's elements and attributes. It has at most one outcome: readers keep one. */
export interface TestCase {
  readonly '@classname': string;
  readonly '@name': string;
  readonly skipped?: Outcome;
  readonly error?: Outcome;
  readonly failure?: Outcome;
  readonly 'system-out'?: string;
}

/** What the parts of the report are written with; its colours are off. */
export interface JunitPen extends Pen {
  readonly own: JunitWords;
  /** The least effect that makes a test case fail. */
  readonly failOn: Effect;
}

/**
 * The findings of one thing as one test case. It fails where a finding is at least as grave as a scan fails on; it is
 * skipped where only what is suppressed would make it fail, or all of it is; else it passes, and says what it has.
 */
export function findingsCase(
  classname: string,
  name: string,
  findings: readonly Finding[],
  rules: ReadonlyMap<string, string>,
  pen: JunitPen,
): TestCase {
  const base = { '@classname': classname, '@name': printable(name) };
  const grave = findings.filter(({ effect }) => isAsGrave(effect, pen.failOn));
  const failing = grave.filter((finding) => !finding.suppressed);
  const suppressed = findings.filter((finding) => finding.suppressed);
  const isSkipped = failing.length === 0 && (grave.length > 0 || suppressed.length === findings.length);
  const told = new Set(failing);
  const others = findings.filter((finding) => !told.has(finding));
  return {
    ...base,
    ...(isSkipped && { skipped: { '@message': skipReason(suppressed, pen) } }),
    ...(failing.length > 0 && { failure: failureOf(failing, rules, pen) }),
    ...(others.length > 0 && { 'system-out': textOf(others, rules, pen) }),
  };
}

function skipReason(suppressed: readonly Finding[], { words }: JunitPen): string {
  const reasons = suppressed.flatMap(({ suppressed: by }) =>
    by ? [words.suppressed(printable(by.reason), by.until)] : [],
  );
  return [...new Set(reasons)].join('; ');
}

function failureOf(failing: readonly Finding[], rules: ReadonlyMap<string, string>, pen: JunitPen): Outcome {
  const [first] = failing;
  const gravest = EFFECTS.find((effect) => failing.some((finding) => finding.effect === effect));
  const more = failing.length > 1 ? ` (+${failing.length - 1})` : '';
  return {
    '@message': printable(`${first?.message ?? ''}${more}`),
    ...(gravest !== undefined && { '@type': gravest }),
    '#text': textOf(failing, rules, pen),
  };
}

/** The findings in the words of the table, without its indentation. */
function textOf(findings: readonly Finding[], rules: ReadonlyMap<string, string>, pen: JunitPen): string {
  const lines = [
    ...findings.flatMap((finding) => formatFinding(finding, rules, pen)),
    ...formatFixes(inspections(findings), pen),
  ];
  return `\n${lines.map((line) => line.replace(/^ {4}/, '')).join('\n')}\n`;
}
