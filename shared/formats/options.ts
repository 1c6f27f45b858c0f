import type { Report } from '../report/report.ts';
import type { Effect, Language } from '../rules/rule.ts';

/** How a report is to be written. */
export interface FormatOptions {
  readonly language: Language;
  /** ANSI colours: only for a terminal. */
  readonly color: boolean;
  /** The same report in the other language, for a form that can show both. */
  readonly other?: Report;
  /** The least effect that makes a scan fail, for a form that says what failed; `fails-check` if not given. */
  readonly failOn?: Effect;
}

/** A report as text. Pure: the same text for the same report and options. */
export type Formatter = (report: Report, options: FormatOptions) => string;
