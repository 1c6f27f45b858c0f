import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Language } from '../../../rules/rule.ts';
import type { PageData } from '../page-data.ts';
import { byCluster, figuresOf } from '../view/groups.ts';
import { searchIn } from '../view/search.ts';
import { headlineOf } from '../view/verdict-lines.ts';
import { useAddress } from './address.ts';
import { Clusters } from './clusters.tsx';
import { useDocument } from './document.ts';
import { Failures } from './failures.tsx';
import { Findings } from './findings.tsx';
import { Overview } from './overview.tsx';
import { type Page, PageContext, QueryContext, wordsIn } from './page.ts';
import { Suppressions } from './suppressions.tsx';
import { Top } from './top.tsx';

interface ReportPageProps {
  readonly data: PageData;
  readonly isPrinting: boolean;
  /** What stands above and below the report, where it is part of the fleet page. */
  readonly above?: (language: Language) => ComponentChildren;
  readonly below?: (language: Language) => ComponentChildren;
}

/** A report: the answer first, then the clusters, then what to do about each finding. */
export function ReportPage({ data, isPrinting, above, below }: ReportPageProps) {
  const { query, look, language, speak } = useAddress(data.languages);
  const known = useMemo(() => knownOf(data), [data]);
  const page = useMemo(
    () => ({ data, ...known, language, look, isPrinting, ...wordsIn(language) }),
    [data, known, language, look, isPrinting],
  );
  const { title } = headlineOf(known.figures, page.words, data.report.scan.scope);
  useDocument(language, `${title} · ${page.words.product}`);
  // The very same elements each time: they are drawn anew only when the page's own things change.
  const answer = useMemo(() => <Overview />, []);
  const clusters = useMemo(() => <Clusters chosen={query.cluster} />, [query.cluster]);
  const rest = useMemo(() => [<Failures key="failures" />, <Suppressions key="suppressions" />], []);
  return (
    <PageContext.Provider value={page}>
      <QueryContext.Provider value={query}>
        <Top speak={speak} />
        <main>
          {above?.(language)}
          {answer}
          {clusters}
          <Findings />
          {rest}
          {below?.(language)}
        </main>
      </QueryContext.Provider>
    </PageContext.Provider>
  );
}

function knownOf(data: PageData): Pick<Page, 'search' | 'byId' | 'byCluster' | 'figures'> {
  const { findings } = data.report;
  return {
    search: searchIn(data),
    byId: new Map(findings.map((finding) => [finding.id, finding])),
    byCluster: byCluster(findings),
    figures: figuresOf(data.report),
  };
}
