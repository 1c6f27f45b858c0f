import type { FleetData, FleetRun } from '../formats/html/fleet-data.ts';
import { type Changes, type Life, pageReport } from '../formats/html/page-data.ts';
import { subjectOf } from '../formats/html/view/text.ts';
import type { ClusterReport, Verdict } from '../report/report.ts';
import { keptReports } from '../run/kept-report.ts';
import type { Station } from '../run/station.ts';
import { findings } from '../store/keep-findings.ts';
import type { FindingRecord, Transition } from '../store/record.ts';
import { isWhole, type RunRecord, runs } from '../store/run.ts';
import { isLost, statusOf } from './scans.ts';

const MOST_RUNS = 30;
/** So many are looked at in any case: reports may be missing. */
const FAR = 200;
/** A report and what has changed in it need two whole runs: for them, all of so many milliseconds are looked at. */
const FEWEST_WHOLE = 2;
const FARTHEST_MILLISECONDS = 90 * 24 * 60 * 60_000;

/**
 * What the fleet page shows: the last report of the whole fleet, the life of its findings, what has changed, the last
 * runs, and how far the one is that is under way.
 * @throws StoreError
 */
export async function fleetData(station: Station): Promise<FleetData> {
  const { rows } = station;
  const known = await knownRuns(station);
  const running = known.find(
    (record) => record.status === 'running' && isWhole(record) && !isLost(station, record),
  );
  const progress = running && (await statusOf(station, running)).progress;
  const whole = known.filter(isWholeAndClosed);
  const frame = {
    languages: ['en', 'zh'],
    runs: known.slice(0, MOST_RUNS).map((record) => runLine(station, record)),
    wholeRuns: whole.slice(0, MOST_RUNS).map((record) => runLine(station, record)),
    underWay: running && progress ? { id: running.run, progress } : null,
  } as const;
  const [latest] = whole;
  const unkept = latest && { unkept: { run: latest.run, startedAt: latest.startedAt } };
  for (const [index, record] of whole.entries()) {
    const kept = await keptReports(rows, record.run);
    if (!kept) continue;
    const { en, zh } = kept;
    const { life, steps } = await livesIn(station, record.run);
    const before = whole[index + 1];
    return {
      ...frame,
      ...(index > 0 && unkept),
      report: pageReport(en, 'en', zh),
      life,
      ...(before && { changes: changesOf(steps, record, before) }),
    };
  }
  return { ...frame, ...unkept, report: null };
}

/** The last runs, as far back as is needed to have two whole ones; those of long ago that are of no use are left out. */
async function knownRuns({ rows, now }: Station): Promise<readonly RunRecord[]> {
  const known: RunRecord[] = [];
  const earliest = now() - FARTHEST_MILLISECONDS;
  let seen = 0;
  let whole = 0;
  for await (const record of runs(rows)) {
    if (seen >= FAR && (whole >= FEWEST_WHOLE || Date.parse(record.startedAt) < earliest)) break;
    if (seen < FAR || isWhole(record)) known.push(record);
    if (isWholeAndClosed(record)) whole++;
    seen++;
  }
  return known;
}

function isWholeAndClosed(record: RunRecord): boolean {
  return record.status === 'closed' && isWhole(record);
}

function runLine(station: Station, record: RunRecord): FleetRun {
  const { run, startedAt, finishedAt, targetCcmVersion, order, counts, clusters } = record;
  return {
    run,
    status: isLost(station, record) ? 'lost' : record.status,
    kind: order?.kind ?? 'command',
    startedAt,
    ...(finishedAt !== undefined && { finishedAt }),
    targetCcmVersion,
    isWhole: isWhole(record),
    ...(!isWhole(record) && order?.scope === undefined && { isOfOtherTarget: true }),
    ...(counts && { counts }),
    ...(clusters && { verdicts: verdictsOf(clusters) }),
  };
}

function verdictsOf(clusters: readonly ClusterReport[]): Readonly<Record<Verdict, number>> {
  const count = (verdict: Verdict) => clusters.filter((cluster) => cluster.verdict === verdict).length;
  return { blocked: count('blocked'), unknown: count('unknown'), ready: count('ready') };
}

/** What became of a finding in a run. */
interface Step {
  readonly kind: Transition['kind'];
  readonly record: FindingRecord;
}

/** How long open findings are known, and what happened to any in one run. */
async function livesIn(
  { rows }: Station,
  run: string,
): Promise<{ readonly life: Readonly<Record<string, Life>>; readonly steps: readonly Step[] }> {
  const life: [string, Life][] = [];
  const steps: Step[] = [];
  for await (const { record } of findings(rows)) {
    const { finding, status, firstSeen, lastSeen, sightings, history } = record;
    if (status === 'open') life.push([finding.id, { firstSeen, lastSeen, sightings }]);
    for (const step of history) if (step.run === run) steps.push({ kind: step.kind, record });
  }
  return { life: Object.fromEntries(life), steps };
}

function changesOf(steps: readonly Step[], now: RunRecord, before: RunRecord): Changes {
  const idsOf = (kind: Step['kind']) =>
    steps.filter((step) => step.kind === kind).map(({ record }) => record.finding.id);
  const verdicts = new Map(before.clusters?.map(({ clusterId, verdict }) => [clusterId, verdict]));
  return {
    since: { run: before.run, startedAt: before.startedAt },
    opened: idsOf('opened'),
    reopened: idsOf('reopened'),
    worse: idsOf('worse'),
    resolved: steps
      .filter(({ kind }) => kind === 'resolved')
      .map(({ record: { finding } }) => {
        const { id, rule, effect, clusterId, clusterName } = finding;
        return { id, rule, effect, clusterId, clusterName, subject: subjectOf(finding) };
      }),
    verdicts: (now.clusters ?? []).flatMap(({ clusterId, name, verdict: after }) => {
      const was = verdicts.get(clusterId);
      return was === undefined || was === after ? [] : [{ clusterId, name, before: was, after }];
    }),
  };
}
