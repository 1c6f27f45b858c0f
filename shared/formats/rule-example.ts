import type { Finding } from '../report/report.ts';
import type { Language, Localized } from '../rules/rule.ts';

/** A finding that a rule makes in a small fleet, and how it came about. */
export interface RuleExample {
  /** What happened, in a sentence or two. */
  readonly story: Localized;
  /** The CCM version that the fleet was to be upgraded to. */
  readonly targetCcmVersion: string;
  /** Where the fleet can be found as a file, from the project's folder. */
  readonly file?: string;
  /** The same finding in each language. */
  readonly findings: Readonly<Record<Language, Finding>>;
}
