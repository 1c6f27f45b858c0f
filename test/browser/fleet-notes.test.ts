import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FleetRun } from '../../shared/formats/html/fleet-data.ts';
import { BROWSER, NEEDS, openPage, startBrowser } from './support/browser.ts';
import { exampleFleet, signIn } from './support/example-fleet.ts';
import { RUN, serveFleet, TOKEN } from './support/fleet-server.ts';

let browser: Browser;

describe.skipIf(!BROWSER)(`what the fleet page says beside the report, in a browser${NEEDS}`, () => {
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('draws no run of a part of the fleet, and says what was for another target', async () => {
    const fleet = exampleFleet();
    const [latest] = fleet.runs;
    if (!latest) throw new Error('no run');
    const other: FleetRun = { ...latest, run: 'other', isWhole: false, isOfOtherTarget: true };
    const part: FleetRun = { ...latest, run: 'part', isWhole: false };
    const { url } = await serveFleet({ ...fleet, runs: [other, part, ...fleet.runs] });
    const { page } = await openPage(browser, url);

    await signIn(page);

    await page.getByText('nightly, for another target').waitFor();
    await expect.poll(() => page.getByText('nightly, in part').count()).toBe(1);
    await expect.poll(() => page.locator('.history svg g').count()).toBe(24);
  });

  it('says that the report is old, and that a newer one is not kept', async () => {
    const { report, ...fleet } = exampleFleet();
    const old = report && { ...report, scan: { ...report.scan, finishedAt: '2026-01-02T03:04:05Z' } };
    const unkept = { run: RUN, startedAt: '2026-01-03T02:00:00Z' };
    const { url } = await serveFleet({ ...fleet, report: old, unkept });
    const { page } = await openPage(browser, url);

    await signIn(page);

    await page.getByText('This report is of 2026-01-02 03:04 UTC').waitFor();
    await expect
      .poll(() => page.getByText('A newer scan of the whole fleet, of 2026-01-03 02:00 UTC').count())
      .toBe(1);
  });

  it('says nothing of its age where the report is of today', async () => {
    const { url } = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, url);

    await signIn(page);

    await page.locator('details.finding').first().waitFor();
    await expect.poll(() => page.getByText('This report is of').count()).toBe(0);
  });

  it('begins in the language of the browser, and has its headline as the title', async () => {
    const server = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, server.url, { locale: 'zh-CN' });
    await expect.poll(() => page.title()).toBe('CCM 升级预检：全部集群');
    await page.locator('input[type=password]').fill(TOKEN);
    await page.locator('button[type=submit]').click();
    await page.locator('details.finding').first().waitFor();
    server.refuse();

    await page.locator('.scan .primary').click();

    await page.getByText('服务拒绝了请求：另一次全量扫描正在进行。').waitFor();
    await expect.poll(() => page.title()).toBe('3 个集群中有 1 个今天可以升级 · CCM 升级预检');
    await page.getByRole('button', { name: 'English' }).click();
    await expect
      .poll(() => page.title())
      .toBe('1 of 3 clusters can be upgraded today · CCM upgrade preflight');
  });
});
