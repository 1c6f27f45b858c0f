import { EFFECTS, type Effect } from '../rules/rule.ts';
import { isDoubt } from '../snapshot/readability.ts';
import type { Report } from './report.ts';

/** Whether something that the verdicts rest on could not be read. */
export function isIncomplete(report: Report): boolean {
  const { clusters, services } = report.coverage;
  return (
    clusters.read < clusters.total || services.compared < services.total || report.failures.some(isDoubt)
  );
}

/** What makes a scan fail where its caller says nothing else: what makes the check fail. */
export const DEFAULT_FAIL_ON = 'fails-check' satisfies Effect;

/** Whether an effect is at least as grave as another. */
export function isAsGrave(effect: Effect, threshold: Effect): boolean {
  return EFFECTS.indexOf(effect) <= EFFECTS.indexOf(threshold);
}

/** Whether any finding that is not suppressed is at least as grave as the given effect. */
export function reaches(report: Report, threshold: Effect): boolean {
  return report.findings.some((finding) => !finding.suppressed && isAsGrave(finding.effect, threshold));
}

/** Exit code of a scan: 2 incomplete, 1 findings at or above the threshold, 0 clean. */
export function exitCodeOf(report: Report, threshold: Effect): 0 | 1 | 2 {
  if (isIncomplete(report)) return 2;
  return reaches(report, threshold) ? 1 : 0;
}
