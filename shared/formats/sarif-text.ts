import { printable } from './printable.ts';

/**
 * A message as SARIF's plain text: on one line, with nothing in it that a reader takes for a placeholder (3.11.5) or
 * a link (3.11.6). Never empty, which SARIF forbids.
 */
export function sarifText(text: string): string {
  const inert = printable(text).replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
  return inert === '' ? '-' : inert;
}
