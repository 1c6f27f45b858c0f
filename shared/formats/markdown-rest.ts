import { failureText } from '../report/failure-gloss.ts';
import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import { isDoubt } from '../snapshot/readability.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { MarkdownPen } from './markdown-finding.ts';
import { code, prose, table } from './markdown-text.ts';
import type { MarkdownWords } from './words-markdown.ts';

/** What could not be read, each with what follows from it; nothing where all was read. */
export function markdownFailures(
  { failures, clusters }: Report,
  { words, own }: MarkdownPen,
  language: Language,
): string[] {
  if (failures.length === 0) return [];
  const names = new Map(clusters.map((cluster) => [cluster.clusterId, cluster.name]));
  const rows = failures.map((failure) => [
    whereOf(failure, names, own),
    code(failure.resource),
    code(failure.code),
    prose(failureText(failure, language)),
    own.means[concernOf(failure)],
  ]);
  return [`## ${words.failures}`, table(own.failures, rows).join('\n')];
}

/** Every suppression with what became of it; nothing where there are none. */
export function markdownSuppressions({ suppressions = [] }: Report, { words, own }: MarkdownPen): string[] {
  if (suppressions.length === 0) return [];
  const rows = suppressions.map(({ rule, target, until, source, reason, state }) => [
    code(rule),
    code(target),
    until === undefined ? own.noEnd : code(until),
    own.sources[source],
    prose(reason),
    prose(words.suppressionStates[state]),
  ]);
  return [`## ${own.suppressionTitle}`, table(own.suppressions, rows).join('\n')];
}

function whereOf(failure: Failure, names: ReadonlyMap<string, string>, own: MarkdownWords): string {
  const { clusterId, regionId, loadBalancerId, namespace, service } = failure;
  const cluster = clusterId === undefined ? undefined : names.get(clusterId) || clusterId;
  const owner = namespace !== undefined && service !== undefined ? `${namespace}/${service}` : undefined;
  const parts = [cluster ?? regionId, owner, loadBalancerId].filter((part) => part !== undefined);
  return parts.length === 0 ? own.everything : parts.map((part) => code(part)).join(' ');
}

/** How much of the fleet a failure puts in doubt (docs/live.md, "What a failure means"). */
function concernOf(failure: Failure): keyof MarkdownWords['means'] {
  if (!isDoubt(failure)) return 'extra';
  if (failure.loadBalancerId !== undefined) return 'instance';
  if (failure.service !== undefined) return 'service';
  if (failure.clusterId !== undefined) return 'cluster';
  return failure.regionId === undefined ? 'all' : 'region';
}
