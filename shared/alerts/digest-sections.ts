import type { Verdict } from '../report/report.ts';
import type { Effect } from '../rules/rule.ts';
import type { Digest, DigestItem, VerdictChange } from './digest-data.ts';
import {
  changeLine,
  clusterName,
  openLine,
  remainingLine,
  resolvedLine,
  suppressionLine,
  unscannedLine,
} from './digest-lines.ts';
import type { DigestWords, SectionName } from './digest-words.ts';

/** Lines that belong together, mostly those of one cluster. */
export interface Group {
  /** Empty where each line says itself what it is about. */
  readonly heading: string;
  /** Whether the heading is news by itself. */
  readonly isNews: boolean;
  readonly lines: readonly string[];
}

/** One heading of a digest, and what stands below it, cluster by cluster. */
export interface Section {
  readonly name: SectionName;
  readonly groups: readonly Group[];
}

/** All that a digest has to say, what must be done first at the start. Sections without anything are left out. */
export function sectionsOf(digest: Digest, words: DigestWords): readonly Section[] {
  const open = digest.items.filter(({ kind }) => kind !== 'resolved');
  const ofEffect = (effect: Effect) =>
    byCluster(open.filter(({ finding }) => finding.effect === effect)).map((items) => group(items, words));
  const failing = byCluster(open.filter(({ finding }) => finding.effect === 'fails-check'));
  const blocked = changesTo(digest, 'blocked');
  const isBlocked = new Set(blocked.map(({ clusterId }) => clusterId));

  const sections: readonly Section[] = [
    { name: 'blocked', groups: blocked.map((change) => blockedGroup(change, failing, words)) },
    {
      name: 'failing',
      groups: failing
        .filter(([first]) => !isBlocked.has(clusterOf(first)))
        .map((items) => group(items, words)),
    },
    { name: 'sync', groups: ofEffect('breaks-sync') },
    { name: 'unread', groups: listOf(unread(digest, words)) },
    { name: 'orphans', groups: ofEffect('orphaned') },
    { name: 'traffic', groups: ofEffect('changes-traffic') },
    { name: 'notes', groups: ofEffect('info') },
    { name: 'remaining', groups: listOf(digest.summary ? remaining(digest, words) : []) },
    { name: 'mended', groups: mended(digest, words) },
    { name: 'suppressions', groups: listOf(suppressions(digest, words)) },
  ];
  return sections.filter(({ groups }) => groups.length > 0);
}

function blockedGroup(
  change: VerdictChange,
  failing: readonly (readonly DigestItem[])[],
  words: DigestWords,
): Group {
  const items = failing.find(([first]) => clusterOf(first) === change.clusterId) ?? [];
  return {
    heading: changeLine(change, words),
    isNews: true,
    lines: items.map((item) => openLine(item, words)),
  };
}

function unread(digest: Digest, words: DigestWords): readonly string[] {
  const changes = changesTo(digest, 'unknown');
  const told = new Set(changes.map(({ clusterId, error }) => JSON.stringify([clusterId, error])));
  const others = digest.unscanned.filter(
    ({ clusterId, reason }) => !told.has(JSON.stringify([clusterId, reason])),
  );
  return [
    ...changes.map((change) => changeLine(change, words)),
    ...others.map((unscanned) => unscannedLine(unscanned, words)),
  ];
}

function remaining({ clusters, changes }: Digest, words: DigestWords): readonly string[] {
  const changed = new Set(changes.map(({ clusterId }) => clusterId));
  const rest = clusters.filter(({ clusterId, verdict }) => verdict !== 'ready' && !changed.has(clusterId));
  return (['blocked', 'unknown'] as const).flatMap((verdict) =>
    rest.filter((cluster) => cluster.verdict === verdict).map((cluster) => remainingLine(cluster, words)),
  );
}

function mended(digest: Digest, words: DigestWords): readonly Group[] {
  const resolved = digest.items.filter(({ kind }) => kind === 'resolved');
  return [
    ...listOf(changesTo(digest, 'ready').map((change) => changeLine(change, words))),
    ...byCluster(resolved).map((items) => group(items, words)),
  ];
}

function suppressions(digest: Digest, words: DigestWords): readonly string[] {
  const order = ['expired', 'malformed', 'unused'] as const;
  return order.flatMap((state) =>
    digest.suppressions
      .filter((suppression) => suppression.state === state)
      .map((suppression) => suppressionLine(suppression, words)),
  );
}

/** The findings of one cluster. */
function group(items: readonly DigestItem[], words: DigestWords): Group {
  const { clusterId = '', clusterName: name = '' } = items[0]?.finding ?? {};
  const line = (item: DigestItem) =>
    item.kind === 'resolved' ? resolvedLine(item, words) : openLine(item, words);
  return { heading: clusterName({ clusterId, name }), isNews: false, lines: items.map(line) };
}

function listOf(lines: readonly string[]): readonly Group[] {
  return lines.length === 0 ? [] : [{ heading: '', isNews: false, lines }];
}

function changesTo({ changes }: Digest, verdict: Verdict): readonly VerdictChange[] {
  return changes.filter(({ to }) => to === verdict).toSorted((a, b) => compare(keyOf(a), keyOf(b)));
}

/** Clusters by name; within one, the order they came in. */
function byCluster(items: readonly DigestItem[]): readonly (readonly DigestItem[])[] {
  const groups = new Map<string, DigestItem[]>();
  for (const item of items) {
    const known = groups.get(clusterOf(item));
    if (known) known.push(item);
    else groups.set(clusterOf(item), [item]);
  }
  const key = ([first]: readonly DigestItem[]) =>
    keyOf({ name: first?.finding.clusterName ?? '', clusterId: clusterOf(first) });
  return [...groups.values()].toSorted((a, b) => compare(key(a), key(b)));
}

function clusterOf(item: DigestItem | undefined): string {
  return item?.finding.clusterId ?? '';
}

function keyOf({ name, clusterId }: { name: string; clusterId: string }): string {
  return `${name}\u0000${clusterId}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
