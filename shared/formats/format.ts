import { formatHtml } from './html/format-html.ts';
import { formatJson } from './json.ts';
import { formatJunit } from './junit.ts';
import { formatMarkdown } from './markdown.ts';
import type { Formatter } from './options.ts';
import { formatSarif } from './sarif.ts';
import { formatTable } from './table.ts';

/** Every form a report can take, by the word that `--format` takes. */
export const FORMATS = {
  table: formatTable,
  json: formatJson,
  html: formatHtml,
  markdown: formatMarkdown,
  junit: formatJunit,
  sarif: formatSarif,
} as const satisfies Record<string, Formatter>;

/** What `--format` and `?format=` take. */
export type FormatName = keyof typeof FORMATS;

const ENDINGS: readonly (readonly [RegExp, FormatName])[] = [
  [/\.sarif(\.json)?$/i, 'sarif'],
  [/\.json$/i, 'json'],
  [/\.html?$/i, 'html'],
  [/\.(md|markdown)$/i, 'markdown'],
  [/\.xml$/i, 'junit'],
];

/** The form that a file of this name is expected to have: a table, unless its ending says otherwise. */
export function formatOfFile(path: string): FormatName {
  return ENDINGS.find(([ending]) => ending.test(path))?.[1] ?? 'table';
}
