import { useMemo } from 'preact/hooks';
import { EFFECTS } from '../../../rules/rule.ts';
import type { PageFinding } from '../page-data.ts';
import { type Query, STANDINGS } from '../view/query.ts';
import { shown } from '../view/text.ts';
import { usePage, useQuery } from './page.ts';

/** A value that can be asked for, its words, and how many findings have it. */
type Choice = readonly [value: string, words: string, count: number];
type Field = 'cluster' | 'namespace' | 'rule' | 'effect' | 'standing';

/** What can be looked for. All of it stands in the address, so that it can be sent to somebody. */
export function Filters() {
  const { words, search, look } = usePage();
  const query = useQuery();
  const choices = useChoices();
  return (
    <search class="filters no-print">
      <div class="text">
        <label for="filter-text">{words.search}</label>
        <input
          id="filter-text"
          type="search"
          value={query.text}
          placeholder={words.searchHint}
          onInput={({ currentTarget }) => look({ ...query, finding: '', text: currentTarget.value })}
        />
      </div>
      {(Object.keys(choices) as Field[]).map((field) => (
        <div key={field}>
          <label for={`filter-${field}`}>{words.filters[field]}</label>
          <select
            id={`filter-${field}`}
            value={query[field]}
            onChange={({ currentTarget }) => {
              const next = { ...query, finding: '', [field]: currentTarget.value } as Query;
              look(field === 'cluster' ? search.withoutStrangers(next) : next);
            }}
          >
            <option value="">{words.all}</option>
            {choices[field].map(([value, name, count]) => (
              <option key={value} value={value}>
                {`${name} (${count})`}
              </option>
            ))}
          </select>
        </div>
      ))}
    </search>
  );
}

function useChoices(): Readonly<Record<Field, readonly Choice[]>> {
  const { data, words, search } = usePage();
  const query = useQuery();
  const { findings } = data.report;
  return useMemo(() => {
    const ofCluster = findings.filter(({ clusterId }) => query.cluster === '' || clusterId === query.cluster);
    const named = (effects: readonly Choice[]) => effects.filter(([, , count]) => count > 0);
    return {
      cluster: countedBy(findings, (one) => [one.clusterId, one.clusterName || one.clusterId]),
      namespace: countedBy(ofCluster, ({ namespace }) => [namespace ?? '', namespace ?? '']),
      effect: named(
        EFFECTS.map((effect) => [
          effect,
          words.effects[effect],
          ofCluster.filter((one) => one.effect === effect).length,
        ]),
      ),
      rule: countedBy(ofCluster, ({ rule }) => [rule, rule]),
      standing: named(
        STANDINGS.map((standing) => [
          standing,
          words.standings[standing],
          ofCluster.filter((one) => search.has(one, standing)).length,
        ]),
      ),
    };
  }, [findings, search, words, query.cluster]);
}

function countedBy(
  findings: readonly PageFinding[],
  of: (finding: PageFinding) => readonly [value: string, words: string],
): readonly Choice[] {
  const counts = new Map<string, Choice>();
  for (const finding of findings) {
    const [value, words] = of(finding);
    if (value === '') continue;
    counts.set(value, [value, shown(words), (counts.get(value)?.[2] ?? 0) + 1]);
  }
  return [...counts.values()].sort(([, one], [, other]) => one.localeCompare(other));
}
