import { useMemo } from 'preact/hooks';
import { EVERYTHING } from '../view/query.ts';
import { isFiltered } from '../view/search.ts';
import { Filters } from './filters.tsx';
import { FindingList } from './finding-list.tsx';
import { usePage, useQuery } from './page.ts';

/** What to do: all findings that are looked for, and the orphans among them by themselves. */
export function Findings() {
  const { data, words, search, look, isPrinting } = usePage();
  const query = useQuery();
  const found = useMemo(() => search.matching(query), [search, ...Object.values(query)]);
  const orphans = found.filter(({ effect }) => effect === 'orphaned');
  const others = found.filter(({ effect }) => effect !== 'orphaned');
  const total = data.report.findings.length;
  if (total === 0 && query.finding === '') return null;
  const filtered = isFiltered(query);
  return (
    <section class="findings">
      <h2 id="findings" tabIndex={-1}>
        {words.findings}
      </h2>
      <Filters />
      <p class="found no-print" role="status">
        {words.found(found.length, total)}
        {filtered && (
          <button type="button" class="link" onClick={() => look(EVERYTHING)}>
            {query.finding === '' ? words.clear : words.back}
          </button>
        )}
      </p>
      {isPrinting && filtered && <p class="note">{words.filtered(found.length, total)}</p>}
      {found.length === 0 && <p class="note">{query.finding === '' ? words.noneFound : words.notHere}</p>}
      <FindingList findings={others} />
      {orphans.length > 0 && (
        <>
          <h2>{words.orphans}</h2>
          <p class="coverage">{words.orphansNote}</p>
          <FindingList findings={orphans} />
        </>
      )}
    </section>
  );
}
