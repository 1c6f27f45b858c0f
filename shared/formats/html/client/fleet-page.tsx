import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Language } from '../../../rules/rule.ts';
import type { FleetData } from '../fleet-data.ts';
import type { PageData } from '../page-data.ts';
import { FLEET_WORDS } from '../words-fleet.ts';
import { useAddress } from './address.ts';
import { FLEET_LANGUAGES, useDocument } from './document.ts';
import { FleetNotes } from './fleet-notes.tsx';
import { recall, remember } from './keep.ts';
import { ReportPage } from './report-page.tsx';
import { RunHistory } from './run-history.tsx';
import { ScanPanel } from './scan-panel.tsx';
import { askFleet, type Refusal } from './service.ts';
import { TokenForm } from './token-form.tsx';
import { useScan } from './use-scan.ts';

const TOKEN_KEY = 'ccm-preflight-token';

/** The fleet as the service knows it, for a visitor with the token. */
export function FleetPage({ isPrinting }: { readonly isPrinting: boolean }) {
  const [token, setToken] = useState(() => recall('sessionStorage', TOKEN_KEY));
  const [data, setData] = useState<FleetData>();
  const [why, setWhy] = useState<Refusal>();
  const leave = useCallback(() => {
    remember('sessionStorage', TOKEN_KEY);
    setToken(undefined);
    setData(undefined);
    setWhy(undefined);
  }, []);
  const forget = useCallback(() => {
    leave();
    setWhy({ kind: 'wrong-token' });
  }, []);
  const load = useCallback(async (given: string) => {
    const answer = await askFleet(given);
    if (!answer.ok) {
      if (answer.why.kind === 'wrong-token') forget();
      else setWhy(answer.why);
      return false;
    }
    setWhy(undefined);
    remember('sessionStorage', TOKEN_KEY, given);
    setToken(given);
    setData(answer.value);
    return true;
  }, []);
  useEffect(() => {
    if (token !== undefined) void load(token);
  }, []);
  const scanning = useScan(token, data, { reload: load, forget });
  const page = useMemo(() => data && pageOf(data), [data]);
  if (!data || token === undefined) {
    return <TokenForm enter={load} isLoading={token !== undefined && why === undefined} why={why} />;
  }
  const panel = (spoken: Language) => (
    <>
      <ScanPanel
        scanning={scanning}
        start={() => void scanning.start(token)}
        leave={leave}
        why={why}
        hasReport={data.report !== null}
        language={spoken}
      />
      <FleetNotes data={data} language={spoken} />
    </>
  );
  const history = (spoken: Language) => <RunHistory runs={data.runs} language={spoken} />;
  if (page) return <ReportPage data={page} isPrinting={isPrinting} above={panel} below={history} />;
  return <WithoutReport above={panel} below={history} />;
}

/** Before the first scan of the fleet has come to an end. */
function WithoutReport({ above, below }: Pick<Parameters<typeof ReportPage>[0], 'above' | 'below'>) {
  const { language } = useAddress(FLEET_LANGUAGES);
  useDocument(language, FLEET_WORDS[language].title);
  return (
    <main>
      <h1 class="unseen">{FLEET_WORDS[language].title}</h1>
      {above?.(language)}
      {below?.(language)}
    </main>
  );
}

/** What the report's part of the page shows; undefined where there is no report. */
function pageOf({ report, wholeRuns, life, changes }: FleetData): PageData | undefined {
  if (!report) return undefined;
  return {
    languages: FLEET_LANGUAGES,
    report,
    runs: wholeRuns,
    ...(life && { life }),
    ...(changes && { changes }),
  };
}
