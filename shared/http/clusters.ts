import type { ClusterReport, Finding } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import type { Station } from '../run/station.ts';
import { findingsOf } from '../store/keep-findings.ts';
import type { FindingRecord } from '../store/record.ts';
import { lastWhole, type RunRecord } from '../store/run.ts';
import { Problem } from './problem.ts';

/** What is known of one cluster. */
export interface ClusterState {
  readonly cluster: Pick<ClusterReport, 'clusterId' | 'name' | 'verdict'> & Partial<ClusterReport>;
  /** The scan that its verdict is of. */
  readonly scan?: Pick<RunRecord, 'run' | 'startedAt' | 'finishedAt' | 'targetCcmVersion'>;
  /** The findings that are open, in the asked language, with their life so far. */
  readonly findings: readonly (Finding & Pick<FindingRecord, 'firstSeen' | 'lastSeen' | 'sightings'>)[];
}

/**
 * The latest verdict on a cluster, and its open findings.
 * @param id or name of the cluster
 * @throws Problem 404 where no scan knows it, 409 where several have the name
 */
export async function clusterState({ rows }: Station, id: string, language: Language): Promise<ClusterState> {
  if (!CLUSTER_NAME.test(id) || id === NO_CLUSTER) throw noSuchCluster();
  const last = await lastWhole(rows);
  const known = clusterNamed(last?.clusters ?? [], id);
  const records: FindingRecord[] = [];
  for await (const { record } of findingsOf(rows, known?.clusterId ?? id)) {
    if (record.status === 'open') records.push(record);
  }
  const [first] = records;
  if (!known && !first) throw noSuchCluster();
  return {
    cluster: known ?? {
      clusterId: id,
      name: first?.finding.clusterName ?? '',
      verdict: 'unknown',
      error: 'the last scan of the fleet did not see it',
    },
    ...(last && { scan: scanOf(last) }),
    findings: records.map((record) => findingIn(record, language)),
  };
}

/** What may be an id or a name; no longer than a key of the store may be. */
const CLUSTER_NAME = /^[^\p{Cc}]{1,128}$/u;

/** What belongs to no cluster stands under this. */
const NO_CLUSTER = '-';

function noSuchCluster(): Problem {
  return new Problem(404, 'NO_SUCH_CLUSTER', 'no scan knows this cluster');
}

/** An id before a name. */
function clusterNamed(clusters: readonly ClusterReport[], id: string): ClusterReport | undefined {
  const byId = clusters.find(({ clusterId }) => clusterId === id);
  const named = byId ? [byId] : clusters.filter(({ name }) => name === id);
  if (named.length < 2) return named[0];
  throw new Problem(409, 'AMBIGUOUS_NAME', 'several clusters have this name: ask for one of their ids', {
    faults: named.map(({ clusterId }) => clusterId),
  });
}

function scanOf({
  run,
  startedAt,
  finishedAt,
  targetCcmVersion,
}: RunRecord): NonNullable<ClusterState['scan']> {
  return { run, startedAt, ...(finishedAt !== undefined && { finishedAt }), targetCcmVersion };
}

function findingIn(record: FindingRecord, language: Language): ClusterState['findings'][number] {
  const { finding, firstSeen, lastSeen, sightings } = record;
  const { texts, ...rest } = finding;
  return { ...rest, ...texts[language], firstSeen, lastSeen, sightings };
}
