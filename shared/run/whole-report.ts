import type { FleetFacts } from '../model/fleet-view.ts';
import type { Report } from '../report/report.ts';
import { listenerConflict } from '../rules/listener-conflict.ts';
import { notFoundIn, type Scope } from '../scan/scope.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { isPart } from '../store/checked-rows.ts';
import { type BothReports, findings } from '../store/keep-findings.ts';
import { allLarge } from '../store/large.ts';
import type { Wordings } from '../store/record.ts';
import type { RowStore } from '../store/rows.ts';
import { lastWhole, type RunRecord } from '../store/run.ts';
import type { NamedShard, ShardRecord } from '../store/shards.ts';
import { StoreError } from '../store/store-error.ts';
import { mergeParts } from './merge-parts.ts';
import { lateFailures, lateReason, type MissingShard, unseenClusters } from './missing-shards.ts';
import type { Part, PartPlace } from './part.ts';
import { regionsRead } from './regions-read.ts';
import type { Station } from './station.ts';

/** The name of what a shard came to. */
export const PART = 'part';

/** What a shard came to, as the store keeps it until the run is closed. */
export interface StoredPart {
  readonly report: Report;
  /** The words of its findings in Chinese. */
  readonly zh: Wordings;
  readonly facts: FleetFacts;
  /** What could not be looked at a second time. */
  readonly unconfirmable: readonly Failure[];
  /** Names of the run's scope that this shard has nothing for. */
  readonly notFound: readonly string[];
}

interface Stored {
  readonly record: ShardRecord;
  readonly part: StoredPart;
}

/** The report of a run, in both languages. */
export interface WholeReport extends BothReports {
  /** Ids of the regions that were read, those without clusters too. */
  readonly regions: ReadonlySet<string>;
}

/**
 * Puts the parts of a run together. What is missing is named.
 * @throws StoreError
 */
export async function wholeReport(
  { rows, config, now }: Station,
  record: RunRecord,
  shards: readonly NamedShard[],
): Promise<WholeReport> {
  const { run, order, startedAt, targetCcmVersion } = record;
  const { scope } = order ?? {};
  const { stored, late } = await partsOf(rows, run, shards);
  const missing = [...late, ...stored.flatMap(({ record: shard, part }) => unlisted(shard, part.report))];
  const places = shards.map((shard) => shard.record);
  const absent = late.length === 0 ? notFound(stored, scope) : [];
  const nothingFor = absent.find(({ resource }) => resource === 'services')?.message;
  const reports = mergeParts(
    stored.map(({ record: { accountId, regionId }, part }): Part => ({ accountId, regionId, ...part })),
    {
      config,
      scan: {
        id: run,
        startedAt,
        finishedAt: new Date(now()).toISOString(),
        targetCcmVersion,
        ...(scope && { scope }),
      },
      unseen: unseenClusters(missing, {
        config,
        scope,
        last: missing.length > 0 ? await lastWhole(rows) : undefined,
        seen: new Set(stored.flatMap(({ part }) => part.report.clusters.map((cluster) => cluster.clusterId))),
      }),
      places,
      doubtful: missing.map((one) => one.record),
      failures: [
        ...lateFailures(late),
        ...stored.flatMap(({ part }) => part.unconfirmable.map(notLookedAtAgain)),
        ...absent,
      ],
      ...(nothingFor !== undefined && { nothingFor }),
      isWhole: scope === undefined,
      before: isDivided(places) ? await openConflicts(rows) : new Map(),
    },
  );
  return { ...reports, regions: regionsRead(places, reports.en.failures) };
}

async function partsOf(
  rows: RowStore,
  run: string,
  shards: readonly NamedShard[],
): Promise<{ readonly stored: readonly Stored[]; readonly late: readonly MissingShard[] }> {
  const stored: Stored[] = [];
  const late: MissingShard[] = [];
  for (const { shard, record } of shards) {
    const part = record.status === 'closed' ? await partOf(rows, run, shard) : undefined;
    if (part) stored.push({ record, part });
    else if (record.status === 'open') late.push({ record, reason: lateReason(record) });
    else late.push({ record, reason: lateReason({ ...record, trouble: LOST }) });
  }
  return { stored, late };
}

/** Undefined where the store has lost it, or holds something else: of the shard nothing is known then. */
async function partOf(rows: RowStore, run: string, shard: string): Promise<StoredPart | undefined> {
  try {
    const part = (await allLarge(rows, 'reports', [run, shard])).get(PART);
    return isPart(part) ? (part as StoredPart) : undefined;
  } catch (thrown) {
    if (thrown instanceof StoreError && thrown.trouble === 'damaged') return undefined;
    throw thrown;
  }
}

const LOST = 'what it came to is not in the store';

/** A shard whose clusters could not even be listed. */
function unlisted(record: ShardRecord, { clusters, failures }: Report): MissingShard[] {
  const failure = failures.find(
    ({ resource, clusterId }) => resource === 'clusters' && clusterId === undefined,
  );
  return failure && clusters.length === 0 ? [{ record, reason: failure.message }] : [];
}

function notLookedAtAgain(failure: Failure): Failure {
  return { ...failure, message: `not looked at a second time: ${failure.message}` };
}

/** A name of the scope that no shard has anything for is a mistake, and nothing in order. */
function notFound(stored: readonly Stored[], scope: Scope = {}): readonly Failure[] {
  const names = notFoundIn(scope, []).filter((name) =>
    stored.every(({ part }) => part.notFound.includes(name)),
  );
  return names.map((name) => ({
    resource: name.startsWith('cluster ') ? 'clusters' : 'services',
    code: 'NothingMatches',
    message: `the scope of this scan names ${name}, and there is none`,
  }));
}

/** Whether several shards read one region. */
function isDivided(places: readonly PartPlace[]): boolean {
  return new Set(places.map(({ accountId, regionId }) => `${accountId} ${regionId}`)).size < places.length;
}

async function openConflicts(rows: RowStore): Promise<ReadonlyMap<string, string>> {
  const open = new Map<string, string>();
  for await (const { record } of findings(rows)) {
    const { finding, status } = record;
    if (status === 'open' && finding.rule === listenerConflict.id)
      open.set(finding.id, finding.texts.en.message);
  }
  return open;
}
