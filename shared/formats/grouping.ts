import type { ClusterReport, Finding, Fix, Verdict } from '../report/report.ts';
import type { Effect } from '../rules/rule.ts';
import type { Words } from './words.ts';

const VERDICTS = ['ready', 'blocked', 'unknown'] as const satisfies readonly Verdict[];

/** `3 ready, 1 blocked, 0 unknown`, in the words of a language. */
export function verdictCounts(
  clusters: readonly Pick<ClusterReport, 'verdict'>[],
  { verdicts, comma }: Pick<Words, 'verdicts' | 'comma'>,
): string {
  const count = (verdict: Verdict) => clusters.filter((cluster) => cluster.verdict === verdict).length;
  return VERDICTS.map((verdict) => `${count(verdict)} ${verdicts[verdict]}`).join(comma);
}

/** Items by a key, keys and items in the order in which they come. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Findings by `namespace/service`; those of no Service under ''. */
export function groupByService(findings: readonly Finding[]): Map<string, Finding[]> {
  return groupBy(findings, (finding) => (finding.service ? `${finding.namespace}/${finding.service}` : ''));
}

/** How many findings of a cluster there are: reported faults, hidden ones, broken, orphans, traffic, info. */
export function countsOf(findings: readonly Finding[]): readonly number[] {
  const count = (effect: Effect) => findings.filter((finding) => finding.effect === effect).length;
  const hidden = findings.filter((finding) => finding.visibility === 'hidden').length;
  return [
    count('fails-check') - hidden,
    hidden,
    count('breaks-sync'),
    count('orphaned'),
    count('changes-traffic'),
    count('info'),
  ];
}

/** The advice to look, once a Service instead of once a finding. */
export function inspections(findings: readonly Finding[]): Fix[] {
  const fixes = findings.flatMap((finding) => finding.fixes.filter((fix) => fix.kind === 'inspect'));
  return [...new Map(fixes.map((fix) => [fix.text, fix])).values()];
}
