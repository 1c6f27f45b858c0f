import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../shared/config/load-config.ts';
import { type Served, serve } from '../../shared/service/serve.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { generatedAccounts } from '../support/generated-accounts.ts';
import { UNLIMITED } from '../support/live.ts';
import { accessFaults, BROWSER, NEEDS, openPage, startBrowser } from './support/browser.ts';

const TOKEN = 'token-of-the-service';
const FLEET = generatedAccounts(2, {
  seed: 21,
  clusters: 2,
  services: 12,
  nodesPerCluster: 2,
  driftEvery: 3,
  orphans: 2,
  regions: ['cn-hangzhou'],
});

describe.skipIf(!BROWSER)(`the service itself in a browser${NEEDS}`, () => {
  const folder = temporaryFolder();
  let browser: Browser;
  let fleet: Fleet;
  let served: Served;
  beforeAll(async () => {
    browser = await startBrowser();
    fleet = await startFleet(FLEET);
    const store = { type: 'file', path: mkdtempSync(join(folder, 'store-')) };
    const config = loadConfig(fleet.configText({ limits: UNLIMITED, store }), {});
    served = await serve({
      config,
      env: { ...fleet.env(), CCM_PREFLIGHT_TOKEN: TOKEN },
      host: '127.0.0.1',
      port: 0,
      write: () => undefined,
    });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await fleet.close();
  });

  it('scans when its button is pressed, shows what was found, and gives the report as a page', async () => {
    const { page, troubles } = await openPage(browser, `${served.url}/`);
    await page.getByLabel('Token').fill(TOKEN);
    await page.getByRole('button', { name: 'Show the fleet' }).click();

    await page.getByRole('button', { name: /^Scan/ }).click();
    await page.getByRole('heading', { name: /clusters? can be upgraded today/ }).waitFor({ timeout: 30_000 });
    const findings = await page.locator('details.finding').count();
    await page.getByLabel('Effect').selectOption('orphaned');
    await expect.poll(() => page.locator('details.finding').count()).toBe(4);
    const faults = await accessFaults(page);
    await page.getByRole('button', { name: '中文' }).click();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toMatch(/^zh/);
    const list = await fetch(`${served.url}/scans`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const [scan] = ((await list.json()) as { scans: { id: string; status: string }[] }).scans;
    const report = await page.request.get(`${served.url}/scans/${scan?.id}?format=html`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });

    expect(scan?.status).toBe('closed');
    expect(findings).toBeGreaterThan(4);
    expect(faults).toEqual([]);
    expect(report.headers()['content-type']).toBe('text/html; charset=utf-8');
    expect(troubles).toEqual([]);
  });
});
