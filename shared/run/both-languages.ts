import { auditSnapshot } from '../report/audit-snapshot.ts';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import type { LiveScan } from '../scan/live-scan.ts';
import type { BothReports } from '../store/keep-findings.ts';

/** A scan's report in its language, and in the words of the other one with what the second look found out. */
export function inBothLanguages(
  { report, snapshot }: Pick<LiveScan, 'report' | 'snapshot'>,
  language: Language,
): BothReports {
  const { targetCcmVersion, startedAt } = report.scan;
  const other: Report = auditSnapshot(snapshot, {
    targetCcmVersion,
    now: startedAt,
    language: language === 'en' ? 'zh' : 'en',
  });
  const worded = inWordsOf(other, report);
  return language === 'en' ? { en: report, zh: worded } : { en: worded, zh: report };
}

/** A report with the words that another has for its findings. */
function inWordsOf(words: Report, report: Report): Report {
  const worded = new Map(words.findings.map((finding) => [finding.id, finding]));
  const findings = report.findings.map((finding) => {
    const { message, cause, fixes } = worded.get(finding.id) ?? finding;
    return { ...finding, message, cause, fixes };
  });
  return { ...report, findings };
}
