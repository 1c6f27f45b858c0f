import { type Bounds, boundedChanges, boundedWording, type Wording } from '../report/bounded.ts';
import type { Finding } from '../report/report.ts';
import type { Effect, Language } from '../rules/rule.ts';
import { MOST_BYTES } from './row-data.ts';

/** The words of a finding, in one language. */
export type FindingTexts = Wording;

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

/** Of a finding as JSON: the rest of its row is for its life, the names of runs in it, and what people were told. */
const MOST_OF_FINDING = MOST_BYTES - 65_536;
/** Of one that is too large all the same. */
const SMALL: Bounds = { value: 300, list: 3_000, text: 1_000, command: 1_000 };

/**
 * A finding as both languages have it: two reports on the same snapshot differ in words only. A report's findings are
 * within bounds; one that has more than a row takes, as other versions of this program may have left it, is cut further.
 */
export function storedFinding(english: Finding, chinese: FindingTexts): StoredFinding {
  const { message, cause, fixes, ...rest } = english;
  const whole: StoredFinding = {
    ...rest,
    texts: { en: { message, cause, fixes }, zh: textsOf(chinese) },
  };
  return Buffer.byteLength(JSON.stringify(whole)) <= MOST_OF_FINDING ? whole : smaller(whole);
}

/** A record with the end of its history alone, and as few words as there can be. */
export function leanRecord(record: FindingRecord): FindingRecord {
  return { ...record, finding: smaller(record.finding), history: record.history.slice(-1) };
}

function smaller(finding: StoredFinding): StoredFinding {
  const { changes, texts } = finding;
  return {
    ...finding,
    changes: boundedChanges(changes, SMALL),
    texts: {
      en: boundedWording(texts.en, 'en', changes, SMALL),
      zh: boundedWording(texts.zh, 'zh', changes, SMALL),
    },
  };
}

/** The words of a finding. */
export function textsOf({ message, cause, fixes }: FindingTexts): FindingTexts {
  return { message, cause, fixes };
}
