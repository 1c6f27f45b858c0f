import type { FleetFacts } from '../model/fleet-view.ts';
import type { Report } from '../report/report.ts';
import type { Scope } from '../scan/scope.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { BothReports } from '../store/keep-findings.ts';
import { allLarge } from '../store/large.ts';
import type { RowStore } from '../store/rows.ts';
import { type RunRecord, runs } from '../store/run.ts';
import type { NamedShard, ShardRecord } from '../store/shards.ts';
import { lateShards } from './late-shards.ts';
import { mergeParts, type Part } from './merge-parts.ts';
import type { Station } from './station.ts';

/** The place of a run's whole report among those of its shards. */
export const WHOLE = '-';
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
  const parts = { en: [] as Part[], zh: [] as Part[] };
  const late: ShardRecord[] = [];
  for (const { shard, record } of shards) {
    const stored = record.status === 'closed' ? await partOf(rows, run, shard) : undefined;
    if (!stored) {
      late.push(record.status === 'open' ? record : { ...record, trouble: LOST });
      continue;
    }
    const { accountId, regionId } = record;
    const { en, zh, facts } = stored;
    parts.en.push({ accountId, regionId, report: en, facts });
    parts.zh.push({ accountId, regionId, report: zh, facts });
  }
  const scanned = new Set(parts.en.flatMap(({ report }) => report.clusters.map((one) => one.clusterId)));
  const last = late.length > 0 ? await lastWhole(rows) : undefined;
  const { clusters, failures } = lateShards(late, config, scope ?? {}, last, scanned);
  const finishedAt = new Date(now()).toISOString();
  const shared = {
    config,
    scan: { id: run, startedAt, finishedAt, targetCcmVersion, ...(scope && { scope }) },
    late: clusters,
    failures,
    isWhole: scope === undefined,
  };
  return {
    en: checked(mergeParts(parts.en, { ...shared, language: 'en' }), scope),
    zh: checked(mergeParts(parts.zh, { ...shared, language: 'zh' }), scope),
  };
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
