import type { Finding, Fix } from '../report/report.ts';
import type { Effect, Language } from '../rules/rule.ts';

/** The words of a finding, in one language. */
export interface FindingTexts {
  readonly message: string;
  readonly cause: string;
  readonly fixes: readonly Fix[];
}

/** The words of findings in one language. A report has them. */
export interface Wordings {
  readonly findings: readonly (FindingTexts & { readonly id: string })[];
}

/** A finding without words, and its words in both languages. */
export type StoredFinding = Omit<Finding, keyof FindingTexts> & {
  readonly texts: Readonly<Record<Language, FindingTexts>>;
};

/** A step in the life of a finding. */
export interface Transition {
  readonly kind: 'opened' | 'changed' | 'worse' | 'reopened' | 'resolved';
  /** ISO 8601. */
  readonly at: string;
  readonly run: string;
}

/** What people were last told of a finding. */
export interface Told {
  readonly kind: 'open' | 'resolved';
  readonly effect: Effect;
  readonly run: string;
}

/** What the store knows of one finding. Times are ISO 8601. */
export interface FindingRecord {
  /** As it was seen last. */
  readonly finding: StoredFinding;
  readonly status: 'open' | 'resolved';
  /** When it was first seen since it was last opened. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly resolvedAt?: string;
  /** Runs that saw it since it was last opened. */
  readonly sightings: number;
  /** The last steps of its life, the oldest first. */
  readonly history: readonly Transition[];
  readonly told?: Told;
}

/** A finding as both languages have it: two reports on the same snapshot differ in words only. */
export function storedFinding(english: Finding, chinese: FindingTexts): StoredFinding {
  const { message, cause, fixes, ...rest } = english;
  return { ...rest, texts: { en: { message, cause, fixes }, zh: textsOf(chinese) } };
}

/** The words of a finding. */
export function textsOf({ message, cause, fixes }: FindingTexts): FindingTexts {
  return { message, cause, fixes };
}
