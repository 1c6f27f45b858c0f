import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import type { BothReports } from '../store/keep-findings.ts';
import { allLarge, putLarge } from '../store/large.ts';
import type { Wordings } from '../store/record.ts';
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
  return (await allLarge(rows, 'reports', [run, WHOLE], [REPORT])).get(REPORT) as Report | undefined;
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
  const en = kept.get(REPORT) as Report | undefined;
  const words = kept.get(CHINESE) as Wordings | undefined;
  return en && words && { en, zh: inWordsOf(en, words) };
}
