import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import { checkedReport, checkedWordings } from '../store/checked-rows.ts';
import type { BothReports } from '../store/keep-findings.ts';
import { allLarge, putLarge } from '../store/large.ts';
import type { RowStore } from '../store/rows.ts';
import { inWordsOf } from './both-languages.ts';

/** The place of a run's whole report among those of its shards. */
const WHOLE = '-';
/** Names there: the report in English, and its words in Chinese. */
const REPORT = 'report';
const CHINESE = 'zh';

/**
 * Keeps the whole report of a run, in both languages.
 * @throws StoreError
 */
export async function keepReport(rows: RowStore, run: string, { en, zh }: BothReports): Promise<void> {
  await putLarge(rows, 'reports', [run, WHOLE], { [REPORT]: en, [CHINESE]: zh });
}

/**
 * The whole report of a run. Undefined where it is not kept (any more).
 * @throws StoreError
 */
export async function keptReport(
  rows: RowStore,
  run: string,
  language: Language,
): Promise<Report | undefined> {
  if (language === 'zh') return (await keptReports(rows, run))?.zh;
  const kept = await allLarge(rows, 'reports', [run, WHOLE], [REPORT]);
  return kept.has(REPORT) ? checkedReport(run, kept.get(REPORT)) : undefined;
}

/**
 * The whole report of a run in both languages, read once.
 * @throws StoreError
 */
export async function keptReports(
  rows: RowStore,
  run: string,
): Promise<Readonly<Record<Language, Report>> | undefined> {
  const kept = await allLarge(rows, 'reports', [run, WHOLE]);
  if (!kept.has(REPORT) || !kept.has(CHINESE)) return undefined;
  const en = checkedReport(run, kept.get(REPORT));
  return { en, zh: inWordsOf(en, checkedWordings(run, kept.get(CHINESE))) };
}
