import type { SuppressionUse, Verdict } from '../report/report.ts';
import { RULES } from '../rules/registry.ts';
import type { Effect, Language } from '../rules/rule.ts';
import { newsOf } from '../store/life-cycle.ts';
import type { FindingRecord } from '../store/record.ts';
import type { RunRecord } from '../store/run.ts';
import type { Digest, DigestItem, Unscanned, VerdictChange } from './digest-data.ts';

const DAY = 86_400_000;
const TITLES = new Map(RULES.map((rule) => [rule.id, rule.text]));

/** What a digest is made from. */
export interface DigestSource {
  /** The run that has just been closed. */
  readonly run: RunRecord;
  readonly records: readonly FindingRecord[];
  readonly suppressions: readonly SuppressionUse[];
  /** Verdicts that people were last told of, by cluster; undefined before the first digest. */
  readonly verdicts: Readonly<Record<string, Verdict>> | undefined;
}

/** What people are owed: the findings that have news, other than those that somebody said to know of. */
export function owed(record: FindingRecord): boolean {
  return newsOf(record) !== undefined && !(record.status === 'open' && record.finding.suppressed);
}

/**
 * The verdicts that people may be told, by cluster. One that is blocked only by findings that nobody is to be told of, as
 * they are not confirmed or are suppressed, is left out: what people were told of it before stays what they know.
 */
export function verdictsToTell(
  { clusters = [] }: RunRecord,
  records: readonly FindingRecord[],
): Readonly<Record<string, Verdict>> {
  const failing = records.filter(
    ({ finding, status }) =>
      status === 'open' && finding.effect === 'fails-check' && finding.confirmed && !finding.suppressed,
  );
  const blocked = new Set(failing.map(({ finding }) => finding.clusterId));
  const told = clusters.filter(({ clusterId, verdict }) => verdict !== 'blocked' || blocked.has(clusterId));
  return Object.fromEntries(told.map(({ clusterId, verdict }) => [clusterId, verdict]));
}

/** All that may be told after a run, in one language. */
export function buildDigest(source: DigestSource, language: Language, summary: boolean): Digest {
  const { run, records, suppressions, verdicts } = source;
  const finishedAt = run.finishedAt ?? run.startedAt;
  const clusters = run.clusters ?? [];
  const tellable = verdictsToTell(run, records);
  return {
    runId: run.run,
    startedAt: run.startedAt,
    finishedAt,
    targetCcmVersion: run.targetCcmVersion,
    coverage: run.coverage ?? NO_COVERAGE,
    clusters: clusters.map(({ clusterId, name, verdict }) => ({
      clusterId,
      name,
      verdict,
      open: openIn(clusterId, records),
    })),
    changes: clusters.flatMap(({ clusterId, name, error }): VerdictChange[] => {
      const from = verdictOf(verdicts ?? {}, clusterId) ?? null;
      const to = verdictOf(tellable, clusterId) ?? from;
      if (to === null || from === to || (from === null && to === 'ready')) return [];
      return [{ clusterId, name, from, to, ...(error !== undefined && { error }) }];
    }),
    items: records.filter(owed).map((record) => itemOf(record, language, Date.parse(finishedAt))),
    unscanned: unscannedIn(run),
    suppressions,
    summary,
  };
}

/** A cluster may be named like something that every object has. */
function verdictOf(verdicts: Readonly<Record<string, Verdict>>, clusterId: string): Verdict | undefined {
  return Object.hasOwn(verdicts, clusterId) ? verdicts[clusterId] : undefined;
}

const NO_COVERAGE = {
  clusters: { total: 0, read: 0 },
  services: { total: 0, compared: 0 },
  loadBalancers: { total: 0, read: 0 },
} as const;

function openIn(clusterId: string, records: readonly FindingRecord[]): Partial<Record<Effect, number>> {
  const open: Partial<Record<Effect, number>> = {};
  for (const { finding, status } of records) {
    if (status !== 'open' || finding.clusterId !== clusterId) continue;
    open[finding.effect] = (open[finding.effect] ?? 0) + 1;
  }
  return open;
}

function itemOf(record: FindingRecord, language: Language, now: number): DigestItem {
  const { finding, firstSeen } = record;
  const { namespace, service, loadBalancerId, listenerPort } = finding;
  return {
    kind: newsOf(record) ?? 'new',
    finding: {
      id: finding.id,
      rule: finding.rule,
      ruleTitle: TITLES.get(finding.rule)?.[language].title ?? finding.rule,
      effect: finding.effect,
      phrase: finding.phrase,
      clusterId: finding.clusterId,
      clusterName: finding.clusterName,
      ...(namespace !== undefined && { namespace }),
      ...(service !== undefined && { service }),
      ...(loadBalancerId !== undefined && { loadBalancerId }),
      ...(listenerPort !== undefined && { listenerPort }),
      message: finding.texts[language].message,
      firstSeen,
      daysOpen: Math.max(0, Math.floor((now - Date.parse(firstSeen)) / DAY)),
    },
  };
}

/** Clusters that could not wholly be read, and what of regions and accounts could not. */
function unscannedIn({ clusters = [], failures = [] }: RunRecord): Unscanned[] {
  const own = clusters.flatMap(({ clusterId, name, regionId, error }): Unscanned[] =>
    error === undefined ? [] : [{ clusterId, clusterName: name, regionId, reason: error }],
  );
  const others = failures
    .filter((failure) => failure.clusterId === undefined && failure.loadBalancerId === undefined)
    .map(({ regionId, message }) => ({ ...(regionId !== undefined && { regionId }), reason: message }));
  return [...own, ...others];
}
