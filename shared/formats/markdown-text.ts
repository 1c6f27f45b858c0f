import { oneLine } from '../alerts/plain-text.ts';
import { printable } from './printable.ts';

const MOST_CODE = 300;
const MOST_PROSE = 2000;
const SPECIAL = /[\\`*_[\]<>&~|$]/g;
const LEADING_NUMBER = /^(\d{1,9})([.)])/;
const LEADING_SIGN = /^[-+=:]/;

/**
 * Text that may hold remote words, as a run of plain text: no markup of its own, and no link. What GitHub and GitLab
 * link or call in text although it is escaped (addresses, people, issues) is written with what looks the same.
 */
export function prose(text: string): string {
  return oneLine(text, MOST_PROSE)
    .replace(SPECIAL, '\\$&')
    .replaceAll('@', '＠')
    .replaceAll('#', '＃')
    .replaceAll('//', '／／')
    .replace(/www\./gi, (word) => `${word.slice(0, -1)}．`)
    .replace(LEADING_NUMBER, '$1\\$2')
    .replace(LEADING_SIGN, '\\$&');
}

/** A remote name or value as a span of code, in which nothing has a meaning. */
export function code(text: string): string {
  // Even within code a bar ends the cell of a table, and not every reader takes its escape for one.
  const line = oneLine(text, MOST_CODE).replaceAll('|', '｜') || '""';
  const mark = '`'.repeat(longestRun(line) + 1);
  const gap = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${mark}${gap}${line}${gap}${mark}`;
}

/** A command in a block of its own, ready to copy: lines. */
export function codeBlock(command: string): string[] {
  const line = printable(command);
  const fence = '`'.repeat(Math.max(3, longestRun(line) + 1));
  return [`${fence}sh`, line, fence];
}

/** A table of cells that are markdown already; numbers stand on the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const [first = []] = rows;
  const rule = head.map((_, index) => (typeof first[index] === 'number' ? '---:' : ':---'));
  return [line(head), line(rule), ...rows.map(line)];
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
