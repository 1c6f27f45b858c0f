import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import { formatJson } from './json.ts';
import { formatTable } from './table.ts';

export interface FormatOptions {
  readonly language: Language;
  /** ANSI colours: only for a terminal. */
  readonly color: boolean;
}

/** A report as text. Pure: the same text for the same report and options. */
export type Formatter = (report: Report, options: FormatOptions) => string;

export const FORMATS = {
  table: formatTable,
  json: formatJson,
} as const satisfies Record<string, Formatter>;

export type FormatName = keyof typeof FORMATS;
