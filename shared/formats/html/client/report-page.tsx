import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { Language } from '../../../rules/rule.ts';
import type { PageData } from '../page-data.ts';
import { searchIn } from '../view/search.ts';
import { useAddress } from './address.ts';
import { Clusters } from './clusters.tsx';
import { Failures } from './failures.tsx';
import { Findings } from './findings.tsx';
import { Overview } from './overview.tsx';
import { PageContext, wordsIn } from './page.ts';
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
  const search = useMemo(() => searchIn(data), [data]);
  const byId = useMemo(() => new Map(data.report.findings.map((finding) => [finding.id, finding])), [data]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const page = { data, search, byId, language, query, look, isPrinting, ...wordsIn(language) };
  return (
    <PageContext.Provider value={page}>
      <Top speak={speak} />
      <main>
        {above?.(language)}
        <Overview />
        <Clusters />
        <Findings />
        <Failures />
        <Suppressions />
        {below?.(language)}
      </main>
    </PageContext.Provider>
  );
}
