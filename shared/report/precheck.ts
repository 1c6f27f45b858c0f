import { ITEM_NOT_UNDERSTOOD } from '../snapshot/dropped-item.ts';
import type { KubeService } from '../snapshot/kubernetes-items.ts';
import { timeOf, writtenAt } from '../snapshot/object-time.ts';
import { PRECHECK_EVENT, type PrecheckEvent, readPrecheckEvent } from '../snapshot/precheck-event.ts';
import type { Failure, SnapshotCluster } from '../snapshot/snapshot.ts';
import { itemKey, MOST_ITEMS } from './console-view.ts';
import type { ClusterReport, Finding, Precheck, PrecheckDoubt, PrecheckItem } from './report.ts';

/** An API server forgets Events after an hour unless it is told otherwise. */
const OLD = 3_600_000;

/**
 * The clusters' reports, each with how its findings agree with the upgrade check that the cluster itself holds the
 * result of. An Event that cannot be understood becomes a failure, which leaves the verdict alone.
 */
export function withPrechecks(
  reports: readonly ClusterReport[],
  clusters: readonly SnapshotCluster[],
  findings: readonly Finding[],
  now: number,
): { readonly clusters: readonly ClusterReport[]; readonly failures: readonly Failure[] } {
  const byId = new Map(clusters.map((cluster) => [cluster.clusterId, cluster]));
  const failures: Failure[] = [];
  const compared = reports.map((report) => {
    const { clusterId } = report;
    const kubernetes = byId.get(clusterId)?.kubernetes;
    const reading = readPrecheckEvent(kubernetes?.events);
    if (!reading) return report;
    if (!reading.ok) {
      const message = `Event ${PRECHECK_EVENT} was dropped: ${reading.fault}`;
      failures.push({ clusterId, resource: 'events', code: ITEM_NOT_UNDERSTOOD, message });
      return report;
    }
    const own = findings.filter((finding) => finding.clusterId === clusterId);
    const times = datesOf(reading.event.at, kubernetes?.services.items ?? [], now);
    return { ...report, precheck: { ...times, ...agreementOf(reading.event, own) } };
  });
  return { clusters: compared, failures };
}

/** How the findings of one cluster agree with the result of its check. */
function agreementOf(
  event: PrecheckEvent,
  findings: readonly Finding[],
): Omit<Precheck, 'at' | 'ageSeconds' | 'doubt'> {
  const predicted = findings.filter((finding) => finding.visibility === 'reported');
  const expected = byItem(predicted);
  // An older check, or one for another version, may already show what others hide today: we have that, too.
  const hidden = byItem(findings.filter((finding) => finding.visibility === 'hidden'));

  const matched: Precheck['matched'][number][] = [];
  const onlyConsole: PrecheckItem[] = [];
  const abnormal = event.items.filter((item) => item.level !== 'normal');
  for (const { key, code, message } of abnormal) {
    const item = { key, code, ...(message !== '' && { message }) };
    const name = nameOf(key, code);
    const findingIds = expected.get(name) ?? hidden.get(name);
    if (findingIds) matched.push({ ...item, findingIds });
    else onlyConsole.push(item);
  }

  const taken = new Set(matched.flatMap((item) => item.findingIds));
  const left = predicted.filter((finding) => !taken.has(finding.id));
  const couldLose = lossesOf(event, abnormal.length);
  const onlyOurs = left.filter((finding) => finding.code !== null && !couldLose(itemKey(finding)));
  const failed = event.failedCount + event.otherFailedCount > 0 || abnormal.some(isError);
  return {
    state: !event.ran ? 'error' : failed ? 'failed' : 'passed',
    failedCount: event.failedCount,
    otherFailedCount: event.otherFailedCount,
    predictedCount: predicted.length,
    matched,
    onlyConsole,
    onlyOurs: onlyOurs.map((finding) => finding.id),
    unknown: left.length - onlyOurs.length,
  };
}

/** The ids of findings by the item they make: several may make one, of which the Event shows the last. */
function byItem(findings: readonly Finding[]): ReadonlyMap<string, readonly string[]> {
  const items = new Map<string, string[]>();
  for (const finding of findings) {
    const name = nameOf(itemKey(finding), finding.code ?? '');
    const ids = items.get(name);
    if (ids) ids.push(finding.id);
    else items.set(name, [finding.id]);
  }
  return items;
}

function nameOf(key: string, code: string): string {
  return `${key}\u0000${code}`;
}

function isError({ level }: { readonly level: string }): boolean {
  return level === 'error';
}

/**
 * Whether the check may have counted an item of a key although the Event does not show it. Only if it counted more
 * than it shows can it have lost any: to the cut, which takes any key, or to a later item of the same key.
 */
function lossesOf(event: PrecheckEvent, abnormal: number): (key: string) => boolean {
  if (!event.ran) return () => true;
  const lost = event.failedCount > event.items.filter(isError).length;
  if (!lost) return () => false;
  if (abnormal >= MOST_ITEMS) return () => true;
  const keys = new Set(event.items.map((item) => item.key));
  return (key) => keys.has(key);
}

function datesOf(
  at: number | undefined,
  services: readonly KubeService[],
  now: number,
): Pick<Precheck, 'at' | 'ageSeconds' | 'doubt'> {
  if (at === undefined) return { doubt: 'undated' };
  const age = Math.max(0, now - at);
  const doubt = doubtOf(at, age, services);
  const ageSeconds = Math.floor(age / 1000);
  return { at: new Date(at).toISOString(), ageSeconds, ...(doubt && { doubt }) };
}

function doubtOf(at: number, age: number, services: readonly KubeService[]): PrecheckDoubt | undefined {
  const changed = services.some((service) => service.spec.type === 'LoadBalancer' && changedAt(service) > at);
  return changed ? 'changed-since' : age > OLD ? 'old' : undefined;
}

function changedAt({ metadata }: KubeService): number {
  return Math.max(writtenAt(metadata) ?? 0, timeOf(metadata.deletionTimestamp) ?? 0);
}
