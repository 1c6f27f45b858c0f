import type { Report } from '../report/report.ts';
import type { Pen } from './pen.ts';
import { printable } from './printable.ts';

/** The suppressions that do not do what somebody wrote them for; '' where all do. */
export function formatSuppressions({ suppressions = [] }: Report, { words, colors }: Pen): string {
  const idle = suppressions.filter((one) => one.state !== 'active');
  if (idle.length === 0) return '';
  const lines = idle.map(({ rule, target, reason, until, state }) => {
    const name = [rule, target, until && `(${until})`].filter(Boolean).join(' ');
    return `  ${printable(name)}${words.colon}${words.suppressionStates[state]}${words.semicolon}${printable(reason)}`;
  });
  return [colors.yellow(words.suppressions), ...lines].join('\n');
}
