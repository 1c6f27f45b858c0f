import { auditSnapshot } from '../report/audit-snapshot.ts';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import type { LiveScan } from '../scan/live-scan.ts';
import type { BothReports } from '../store/keep-findings.ts';
import { textsOf, type Wordings } from '../store/record.ts';

/** A scan's report in English, with what the second look found out, and its words in Chinese. */
export function inBothLanguages(
  { report, snapshot }: Pick<LiveScan, 'report' | 'snapshot'>,
  language: Language,
): BothReports {
  const { targetCcmVersion, startedAt } = report.scan;
  const other = auditSnapshot(snapshot, {
    targetCcmVersion,
    now: startedAt,
    language: language === 'en' ? 'zh' : 'en',
  });
  return language === 'en'
    ? { en: report, zh: wordsOf(other, report) }
    : { en: inWordsOf(report, other), zh: wordsOf(report, report) };
}

/** A scan's report in the language that it is not in. */
export function inOtherLanguage(scan: Pick<LiveScan, 'report' | 'snapshot'>, language: Language): Report {
  const { en, zh } = inBothLanguages(scan, language);
  return language === 'en' ? inWordsOf(en, zh) : en;
}

/** A report with other words for its findings, where there are any. */
export function inWordsOf(report: Report, words: Wordings): Report {
  const worded = new Map(words.findings.map((finding) => [finding.id, finding]));
  const findings = report.findings.map((finding) => ({
    ...finding,
    ...textsOf(worded.get(finding.id) ?? finding),
  }));
  return { ...report, findings };
}

/** Only words, of only those findings that the report has. */
function wordsOf({ findings }: Report, report: Report): Wordings {
  const ids = new Set(report.findings.map(({ id }) => id));
  return {
    findings: findings
      .filter(({ id }) => ids.has(id))
      .map((finding) => ({ id: finding.id, ...textsOf(finding) })),
  };
}
