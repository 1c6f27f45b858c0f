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
