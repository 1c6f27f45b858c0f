import { formatJson } from './json.ts';
import type { Formatter } from './options.ts';
import { formatTable } from './table.ts';

/** Every form a report can take, by the word that `--format` takes. */
export const FORMATS = {
  table: formatTable,
  json: formatJson,
} as const satisfies Record<string, Formatter>;

export type FormatName = keyof typeof FORMATS;
