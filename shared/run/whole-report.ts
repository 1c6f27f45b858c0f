import type { FleetFacts } from '../model/fleet-view.ts';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import type { Scope } from '../scan/scope.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { BothReports } from '../store/keep-findings.ts';
import { allLarge } from '../store/large.ts';
import type { RowStore } from '../store/rows.ts';
import { type RunRecord, runs } from '../store/run.ts';
import type { NamedShard, ShardRecord } from '../store/shards.ts';
import { mergeParts, type Part } from './merge-parts.ts';
import { lateFailures, lateReason, type MissingShard, unseenClusters } from './missing-shards.ts';
import type { Station } from './station.ts';

/** The name of what a shard came to. */
export const PART = 'part';

/** What a shard came to, as the store keeps it until the run is closed. */
export interface StoredPart extends BothReports {
  readonly facts: FleetFacts;
}

/**
 * Puts the parts of a run together. What is missing is named.
 * @throws StoreError
 */
export async function wholeReport(
  { rows, config, now }: Station,
  { run, order, startedAt, targetCcmVersion }: RunRecord,
  shards: readonly NamedShard[],
): Promise<BothReports> {
  const { scope } = order ?? {};
  const stored: { readonly record: ShardRecord; readonly part: StoredPart }[] = [];
  const late: MissingShard[] = [];
  for (const { shard, record } of shards) {
    const part = record.status === 'closed' ? await partOf(rows, run, shard) : undefined;
    if (part) stored.push({ record, part });
    else if (record.status === 'open') late.push({ record, reason: lateReason(record) });
    else late.push({ record, reason: lateReason({ ...record, trouble: LOST }) });
  }
  const missing = [...late, ...stored.flatMap(({ record, part }) => unlisted(record, part.en))];
  const finishedAt = new Date(now()).toISOString();
  const shared = {
    config,
    scan: { id: run, startedAt, finishedAt, targetCcmVersion, ...(scope && { scope }) },
    unseen: unseenClusters(missing, {
      config,
      scope,
      last: missing.length > 0 ? await lastWhole(rows) : undefined,
      seen: new Set(stored.flatMap(({ part }) => part.en.clusters.map((cluster) => cluster.clusterId))),
    }),
    places: shards.map(({ record }) => record),
    failures: lateFailures(late),
    isWhole: scope === undefined,
  };
  const partsIn = (language: Language): Part[] =>
    stored.map(({ record: { accountId, regionId }, part }) => ({
      accountId,
      regionId,
      report: part[language],
      facts: part.facts,
    }));
  return {
    en: checked(mergeParts(partsIn('en'), { ...shared, language: 'en' }), scope),
    zh: checked(mergeParts(partsIn('zh'), { ...shared, language: 'zh' }), scope),
  };
}

/** A shard whose clusters could not even be listed. */
function unlisted(record: ShardRecord, { clusters, failures }: Report): MissingShard[] {
  const failure = failures.find(
    ({ resource, clusterId }) => resource === 'clusters' && clusterId === undefined,
  );
  return failure && clusters.length === 0 ? [{ record, reason: failure.message }] : [];
}

const LOST = 'what it came to is not in the store';

async function partOf(rows: RowStore, run: string, shard: string): Promise<StoredPart | undefined> {
  const all = await allLarge(rows, 'reports', [run, shard]);
  return all.get(PART) as StoredPart | undefined;
}

/** A scope with nothing in it is a mistake, and no fleet in order. */
function checked(report: Report, scope: Scope | undefined): Report {
  if (scope === undefined || report.failures.length > 0) return report;
  const where = { code: 'NothingMatches', message: '' };
  const failure: Failure | undefined =
    report.clusters.length === 0
      ? { ...where, resource: 'clusters', message: 'no cluster of the fleet is in the scope of this scan' }
      : report.coverage.services.total === 0 && (scope.namespaces ?? scope.services)
        ? { ...where, resource: 'services', message: 'no Service is in the scope of this scan' }
        : undefined;
  return failure ? { ...report, failures: [failure] } : report;
}

async function lastWhole(rows: RowStore): Promise<RunRecord | undefined> {
  for await (const record of runs(rows)) {
    if (record.status === 'closed' && record.order?.scope === undefined) return record;
  }
  return undefined;
}
