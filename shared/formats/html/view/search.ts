import type { Language } from '../../../rules/rule.ts';
import type { PageData, PageFinding } from '../page-data.ts';
import type { Standing } from '../page-words.ts';
import { EVERYTHING, type Query } from './query.ts';

/** Findings that can be looked through as fast as somebody types. */
export interface Search {
  readonly findings: readonly PageFinding[];
  readonly matching: (query: Query) => readonly PageFinding[];
  readonly has: (finding: PageFinding, standing: Standing) => boolean;
  /** A query without what its cluster has nothing of: it would find nothing, and could not be seen among the choices. */
  readonly withoutStrangers: (query: Query) => Query;
}

/** What is chosen among what the findings of a cluster have. */
const CHOICES = ['namespace', 'rule', 'effect', 'standing'] as const satisfies readonly (keyof Query)[];

/** Makes the findings of a page ready to be looked through. Text is looked for in all languages that are there. */
export function searchIn({ report, changes, languages }: Omit<PageData, 'life' | 'runs'>): Search {
  const { findings } = report;
  const fresh = new Set([...(changes?.opened ?? []), ...(changes?.reopened ?? [])]);
  const has: Search['has'] = (finding, standing) => {
    if (standing === 'new') return fresh.has(finding.id);
    if (standing === 'unconfirmed') return !finding.confirmed;
    if (standing === 'suppressed') return finding.suppressed !== undefined;
    return finding.visibility === standing;
  };
  const texts = new Map<PageFinding, string>();
  const textOf = (finding: PageFinding): string => {
    const known = texts.get(finding) ?? haystack(finding, languages);
    texts.set(finding, known);
    return known;
  };
  const matching = (query: Query) => {
    if (query.finding !== '') return findings.filter(({ id }) => id === query.finding);
    const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
    return findings.filter(
      (finding) =>
        isLike(finding, query) &&
        (query.standing === '' || has(finding, query.standing)) &&
        (words.length === 0 || words.every((word) => textOf(finding).includes(word))),
    );
  };
  const withoutStrangers = (query: Query): Query => {
    const own = { ...EVERYTHING, cluster: query.cluster };
    const strange = CHOICES.filter((field) => matching({ ...own, [field]: query[field] }).length === 0);
    return { ...query, ...Object.fromEntries(strange.map((field) => [field, ''])) };
  };
  return { findings, matching, has, withoutStrangers };
}

/** Whether anything is looked for at all. */
export function isFiltered(query: Query): boolean {
  return Object.entries(EVERYTHING).some(([key, value]) => query[key as keyof Query] !== value);
}

function isLike(finding: PageFinding, { cluster, namespace, rule, effect }: Query): boolean {
  return (
    (cluster === '' || finding.clusterId === cluster) &&
    (namespace === '' || finding.namespace === namespace) &&
    (rule === '' || finding.rule === rule) &&
    (effect === '' || finding.effect === effect)
  );
}

function haystack(finding: PageFinding, languages: readonly Language[]): string {
  const { id, rule, phrase, code, clusterId, clusterName, regionId, namespace, service } = finding;
  const { loadBalancerId, listenerProtocol, listenerPort, vServerGroupId, vServerGroupName } = finding;
  return [
    ...[id, rule, phrase, code, clusterId, clusterName, regionId, `${namespace ?? ''}/${service ?? ''}`],
    ...[loadBalancerId, `${listenerProtocol ?? ''}:${listenerPort ?? ''}`, vServerGroupId, vServerGroupName],
    ...finding.changes.flatMap(({ field, actual, expected, annotation }) =>
      [field, actual, expected, annotation].flat(),
    ),
    ...languages.map((language) => finding.texts[language]?.message),
  ]
    .filter((part) => part !== undefined && part !== null)
    .join('\n')
    .toLowerCase();
}
