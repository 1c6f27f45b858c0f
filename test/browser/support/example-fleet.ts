import type { Page } from 'playwright-core';
import type { FleetData, FleetRun } from '../../../shared/formats/html/fleet-data.ts';
import { pageReport } from '../../../shared/formats/html/page-data.ts';
import { exampleOptions, exampleReport } from '../../html/support.ts';
import { TOKEN } from './fleet-server.ts';

/** The example fleet as the service knows it after 24 nights. */
export function exampleFleet(): FleetData {
  const { runs, life, changes } = exampleOptions();
  const report = pageReport(exampleReport('en'), 'en', exampleReport('zh'));
  return {
    languages: ['en', 'zh'],
    report: { ...report, scan: { ...report.scan, finishedAt: new Date().toISOString() } },
    wholeRuns: runs,
    life: Object.fromEntries(life),
    changes,
    runs: runs.map(
      (run): FleetRun => ({
        ...run,
        status: 'closed',
        kind: 'nightly',
        finishedAt: run.startedAt.replace('02:00:00', '02:01:05'),
        targetCcmVersion: '2.14.0',
        isWhole: true,
        verdicts: { blocked: 1, unknown: 1, ready: 1 },
      }),
    ),
    underWay: null,
  };
}

/** Gives the page its token. */
export async function signIn(page: Page, token = TOKEN): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Show the fleet' }).click();
}
