import type { Report } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';
import type { BothReports } from '../store/keep-findings.ts';
import { allLarge, putLarge } from '../store/large.ts';
import type { RowStore } from '../store/rows.ts';

/** The place of a run's whole report among those of its shards. */
const WHOLE = '-';
const NAME = 'report';

/**
 * Keeps the whole report of a run, in both languages.
 * @throws StoreError
 */
export async function keepReport(rows: RowStore, run: string, reports: BothReports): Promise<void> {
  await putLarge(rows, 'reports', [run, WHOLE], NAME, reports);
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
  const kept = (await allLarge(rows, 'reports', [run, WHOLE])).get(NAME) as BothReports | undefined;
  return kept?.[language];
}
