import type { Verdict } from '../../../report/report.ts';
import { EFFECTS, type Effect } from '../../../rules/rule.ts';
import { isDoubt } from '../../../snapshot/readability.ts';
import type { PageFinding, PageReport } from '../page-data.ts';

/** What must be seen to first comes first. */
export const VERDICTS_IN_ORDER = ['blocked', 'unknown', 'ready'] as const satisfies readonly Verdict[];

/** Findings of one Service, or of the SLBs of one cluster that have none. */
export interface Group {
  readonly key: string;
  readonly first: PageFinding;
  readonly findings: readonly PageFinding[];
}

/** Findings by cluster and Service, in the order in which they come. */
export function groupsOf(findings: readonly PageFinding[]): readonly Group[] {
  const groups = new Map<string, { key: string; first: PageFinding; findings: PageFinding[] }>();
  for (const finding of findings) {
    const { clusterId, namespace = '', service = '' } = finding;
    const key = JSON.stringify([clusterId, namespace, service]);
    const group = groups.get(key);
    if (group) group.findings.push(finding);
    else groups.set(key, { key, first: finding, findings: [finding] });
  }
  return [...groups.values()];
}

/** How many findings there are of each effect. */
export function countsByEffect(
  findings: readonly Pick<PageFinding, 'effect'>[],
): Readonly<Record<Effect, number>> {
  const counts = Object.fromEntries(EFFECTS.map((effect) => [effect, 0])) as Record<Effect, number>;
  for (const { effect } of findings) counts[effect]++;
  return counts;
}

/** What a row of the clusters' table says, beside the cluster's report. */
export interface ClusterLine {
  readonly cluster: PageReport['clusters'][number];
  readonly counts: Readonly<Record<Effect, number>>;
  /** Of those that fail the check: how many it does not print yet. */
  readonly hidden: number;
  /** The console's phrases in quotes, or rules where it has none, with how often each comes; the most frequent first. */
  readonly phrases: readonly (readonly [phrase: string, count: number])[];
}

/** Findings by the id of their cluster. */
export function byCluster(findings: readonly PageFinding[]): ReadonlyMap<string, readonly PageFinding[]> {
  const clusters = new Map<string, PageFinding[]>();
  for (const finding of findings) {
    const own = clusters.get(finding.clusterId);
    if (own) own.push(finding);
    else clusters.set(finding.clusterId, [finding]);
  }
  return clusters;
}

/** Clusters with what is found of them: blocked ones first, then unknown ones, then ready ones. */
export function clusterLines({ clusters, findings }: PageReport): readonly ClusterLine[] {
  const findingsOf = byCluster(findings);
  const lines = clusters.map((cluster): ClusterLine => {
    const own = findingsOf.get(cluster.clusterId) ?? [];
    return {
      cluster,
      counts: countsByEffect(own),
      hidden: own.filter((finding) => finding.visibility === 'hidden').length,
      phrases: phrasesOf(own.filter((finding) => finding.effect === 'fails-check')),
    };
  });
  return VERDICTS_IN_ORDER.flatMap((verdict) => lines.filter(({ cluster }) => cluster.verdict === verdict));
}

function phrasesOf(findings: readonly PageFinding[]): ClusterLine['phrases'] {
  const counts = new Map<string, number>();
  for (const { phrase, rule } of findings) {
    const name = phrase === null ? rule : `“${phrase}”`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** What the headline says of a fleet. */
export interface FleetFigures {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly faults: number;
  readonly faultyServices: number;
  /** Something that verdicts rest on could not be read. */
  readonly isInDoubt: boolean;
}

/** Clusters by verdict, and how much fails the check. */
export function figuresOf({ clusters, findings, failures }: PageReport): FleetFigures {
  const of = (verdict: Verdict) => clusters.filter((cluster) => cluster.verdict === verdict).length;
  const failing = findings.filter((finding) => finding.effect === 'fails-check');
  return {
    verdicts: { blocked: of('blocked'), unknown: of('unknown'), ready: of('ready') },
    faults: failing.length,
    faultyServices: groupsOf(failing).length,
    isInDoubt: of('unknown') > 0 || failures.some((failure) => isDoubt(failure)),
  };
}
