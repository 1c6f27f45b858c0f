import type { Finding, Report } from '../report/report.ts';
import { FLEET_RULES } from '../rules/registry.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { keepable } from './keepable.ts';
import { type Look, missed, seen } from './life-cycle.ts';
import { type FindingRecord, storedFinding, type Wordings } from './record.ts';
import type { RowKey, RowStore } from './rows.ts';

/** A report, in English, and its words in Chinese. */
export interface BothReports {
  readonly en: Report;
  readonly zh: Wordings;
}

const OF_THE_FLEET: ReadonlySet<string> = new Set(FLEET_RULES.map((rule) => rule.id));
/** As many are in memory, with all their words, as are written at once. */
const MOST_AT_ONCE = 2_000;
/** A finding that belongs to no cluster stands under this. */
const NO_CLUSTER = '-';

/**
 * Brings the findings of the store up to date with a run. What the run saw is open; what it did not see is resolved,
 * but only where it could have seen it: the cluster was read in full, or, of what belongs to no cluster, everything was.
 * Doing it twice for one run changes nothing.
 * @param regions ids of the regions that the run read, those without clusters too
 * @returns what could not be kept: the store has it as it was before, and all else is kept
 */
export async function keepFindings(
  rows: RowStore,
  look: Look,
  { en, zh }: BothReports,
  regions: ReadonlySet<string>,
): Promise<readonly Failure[]> {
  const chinese = new Map(zh.findings.map((finding) => [finding.id, finding]));
  const present = new Map(en.findings.map((finding) => [keyText(keyOf(finding)), finding]));
  const readable = readableIn(en, regions);
  const failures: Failure[] = [];
  let changes: { key: RowKey; data: FindingRecord }[] = [];
  const note = async (key: RowKey, data: FindingRecord): Promise<void> => {
    const outcome = keepable(key, data);
    if (outcome.kind === 'kept') changes.push({ key, data: outcome.data });
    else failures.push(outcome.failure);
    if (changes.length < MOST_AT_ONCE) return;
    const full = changes;
    changes = [];
    await rows.putMany('findings', full);
  };
  for await (const { key, record } of findings(rows)) {
    const finding = present.get(keyText(key));
    present.delete(keyText(key));
    const after = finding
      ? seen(record, storedFinding(finding, chinese.get(finding.id) ?? finding), look)
      : readable(record)
        ? missed(record, look)
        : record;
    if (after !== record) await note(key, after);
  }
  for (const finding of present.values()) {
    const stored = storedFinding(finding, chinese.get(finding.id) ?? finding);
    await note(keyOf(finding), seen(undefined, stored, look));
  }
  await rows.putMany('findings', changes);
  return failures;
}

/** All findings that the store knows. */
export async function* findings(
  rows: RowStore,
): AsyncIterable<{ readonly key: RowKey; readonly record: FindingRecord }> {
  for await (const row of rows.range('findings')) yield { key: row.key, record: row.data as FindingRecord };
}

/** The findings that the store knows of one cluster. */
export async function* findingsOf(
  rows: RowStore,
  clusterId: string,
): AsyncIterable<{ readonly key: RowKey; readonly record: FindingRecord }> {
  for await (const row of rows.range('findings', { prefix: [clusterId] })) {
    yield { key: row.key, record: row.data as FindingRecord };
  }
}

function keyOf(finding: Pick<Finding, 'clusterId' | 'id'>): RowKey {
  return [finding.clusterId || NO_CLUSTER, finding.id];
}

function keyText(key: RowKey): string {
  return key.join('\u0000');
}

/** Whether a run that did not see a finding proves that it is gone. */
function readableIn(report: Report, regions: ReadonlySet<string>): (record: FindingRecord) => boolean {
  const read = new Set(
    report.clusters.filter((cluster) => cluster.error === undefined).map((cluster) => cluster.clusterId),
  );
  const known = new Set(report.clusters.map((cluster) => cluster.clusterId));
  const isWhole = report.failures.length === 0;
  /** Rules of the fleet rest on all clusters of a region, whichever of them a finding stands under. */
  const isRegionRead = (regionId: string) =>
    report.clusters.every((cluster) => cluster.regionId !== regionId || cluster.error === undefined) &&
    !report.failures.some(
      (failure) => failure.clusterId === undefined && (failure.regionId ?? regionId) === regionId,
    );
  return ({ finding: { rule, clusterId, regionId } }) => {
    if (!known.has(clusterId)) return isWhole && regions.has(regionId);
    return read.has(clusterId) && (!OF_THE_FLEET.has(rule) || isRegionRead(regionId));
  };
}
