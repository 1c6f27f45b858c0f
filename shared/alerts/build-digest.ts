import { clusterErrorText, failureText } from '../report/failure-gloss.ts';
import type { SuppressionUse, Verdict } from '../report/report.ts';
import { RULES } from '../rules/registry.ts';
import type { Effect, Language } from '../rules/rule.ts';
import { newsOf } from '../store/life-cycle.ts';
import { mostUrgentFirst } from '../store/most-urgent-first.ts';
import type { FindingRecord, StoredFinding } from '../store/record.ts';
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
      const reason = error === undefined ? undefined : clusterErrorText(error, run.failures ?? [], language);
      return [{ clusterId, name, from, to, ...(reason !== undefined && { error: reason }) }];
    }),
    items: itemsOf(records, language, Date.parse(finishedAt)),
    unscanned: unscannedIn(run, language),
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

/** What is owed, the most urgent first, then what is gone. What hides a finding may have been told before. */
function itemsOf(records: readonly FindingRecord[], language: Language, now: number): DigestItem[] {
  const byId = new Map(records.map(({ finding }) => [finding.id, finding]));
  return mostUrgentFirst(records.filter(owed)).map((record) =>
    itemOf(record, byId.get(record.finding.hiddenBehind ?? ''), language, now),
  );
}

function itemOf(
  record: FindingRecord,
  hider: StoredFinding | undefined,
  language: Language,
  now: number,
): DigestItem {
  const { finding, firstSeen } = record;
  const { namespace, service, loadBalancerId, listenerPort } = finding;
  return {
    kind: newsOf(record) ?? 'new',
    finding: {
      id: finding.id,
      rule: finding.rule,
      ruleTitle: titleOf(finding, language),
      effect: finding.effect,
      phrase: finding.phrase,
      clusterId: finding.clusterId,
      clusterName: finding.clusterName,
      ...(namespace !== undefined && { namespace }),
      ...(service !== undefined && { service }),
      ...(loadBalancerId !== undefined && { loadBalancerId }),
      ...(listenerPort !== undefined && { listenerPort }),
      message: finding.texts[language].message,
      ...(finding.visibility === 'hidden' && { hiddenBehind: hider ? calledIn(hider, language) : '' }),
      firstSeen,
      daysOpen: Math.max(0, Math.floor((now - Date.parse(firstSeen)) / DAY)),
    },
  };
}

function titleOf({ rule }: StoredFinding, language: Language): string {
  return TITLES.get(rule)?.[language].title ?? rule;
}

/** What the console prints of a finding, or else what its rule is called. */
function calledIn(finding: StoredFinding, language: Language): string {
  const isPrinted = finding.effect === 'fails-check' && finding.phrase !== null;
  return isPrinted ? (finding.phrase ?? '') : titleOf(finding, language);
}

/** Clusters that could not wholly be read, and what of regions and accounts could not. */
function unscannedIn({ clusters = [], failures = [] }: RunRecord, language: Language): Unscanned[] {
  const own = clusters.flatMap(({ clusterId, name, regionId, error }): Unscanned[] =>
    error === undefined
      ? []
      : [{ clusterId, clusterName: name, regionId, reason: clusterErrorText(error, failures, language) }],
  );
  const others = failures
    .filter((failure) => failure.clusterId === undefined && failure.loadBalancerId === undefined)
    .map((failure) => ({
      ...(failure.regionId !== undefined && { regionId: failure.regionId }),
      reason: failureText(failure, language),
    }));
  return [...own, ...others];
}
