import type { Finding, Report, Verdict } from '../../report/report.ts';
import type { Effect, Language } from '../../rules/rule.ts';
import type { FindingRecord, FindingTexts } from '../../store/record.ts';

/** A finding with its words in each language that the page has. */
export type PageFinding = Omit<Finding, keyof FindingTexts> & {
  readonly texts: Readonly<Partial<Record<Language, FindingTexts>>>;
};

/** A report as a page holds it. */
export type PageReport = Omit<Report, 'findings'> & { readonly findings: readonly PageFinding[] };

/** How long a finding has been known. Times are ISO 8601. */
export type Life = Pick<FindingRecord, 'firstSeen' | 'lastSeen' | 'sightings'>;

/** A run in the history, the latest first. */
export interface RunLine {
  readonly run: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Findings by effect; absent where the run has not come to an end. */
  readonly counts?: Readonly<Partial<Record<Effect, number>>>;
}

/** Something that was found before, and is no more. */
export interface ResolvedLine {
  readonly id: string;
  readonly rule: string;
  readonly effect: Effect;
  readonly clusterId: string;
  readonly clusterName: string;
  /** Service or SLB. */
  readonly subject: string;
}

/** A cluster of which something else is said than before. */
export interface VerdictChange {
  readonly clusterId: string;
  readonly name: string;
  readonly before: Verdict;
  readonly after: Verdict;
}

/** What is different from the run before. Findings by their ids. */
export interface Changes {
  /** The run that it is compared with. */
  readonly since: Pick<RunLine, 'run' | 'startedAt'>;
  readonly opened: readonly string[];
  readonly reopened: readonly string[];
  readonly worse: readonly string[];
  readonly resolved: readonly ResolvedLine[];
  readonly verdicts: readonly VerdictChange[];
}

/** Everything that a page shows of a report. */
export interface PageData {
  /** The languages that every finding has words in, the one to begin with first. */
  readonly languages: readonly Language[];
  readonly report: PageReport;
  /** By the ids of findings. */
  readonly life?: Readonly<Record<string, Life>>;
  readonly changes?: Changes;
  /** The latest first. */
  readonly runs?: readonly RunLine[];
}

/** A report in one language, and where it is there in the other one, as a page holds it. */
export function pageReport(report: Report, language: Language, other?: Report): PageReport {
  const wordsOf = new Map(other?.findings.map((finding) => [finding.id, textsOf(finding)]));
  const second = language === 'en' ? 'zh' : 'en';
  const findings = report.findings.map((finding): PageFinding => {
    const { message: _, cause: __, fixes: ___, ...rest } = finding;
    const own = textsOf(finding);
    return {
      ...rest,
      texts: { [language]: own, ...(other && { [second]: wordsOf.get(finding.id) ?? own }) },
    };
  });
  return { ...report, findings };
}

function textsOf({ message, cause, fixes }: Finding): FindingTexts {
  return { message, cause, fixes };
}
