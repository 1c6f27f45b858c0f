import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessFaults, BROWSER, NEEDS, openPage, overhang, PHONE, startBrowser } from './support/browser.ts';
import { exampleFleet, signIn } from './support/example-fleet.ts';
import { RUN, serveFleet, TOKEN } from './support/fleet-server.ts';

let browser: Browser;

describe.skipIf(!BROWSER)(`the fleet page in a browser${NEEDS}`, () => {
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('shows nothing and asks for nothing before it has the token', async () => {
    const server = await serveFleet(exampleFleet());

    const { page, troubles } = await openPage(browser, server.url);

    await expect.poll(() => page.getByLabel('Token').getAttribute('type')).toBe('password');
    expect(server.asked).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('says that a token is wrong, and keeps it not', async () => {
    const { url } = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, url);

    await signIn(page, 'not-the-token');

    await page.getByText('This is not the token of this service.').waitFor();
    await expect.poll(() => page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('shows the last report and the runs, also after it is loaded again', async () => {
    const { url } = await serveFleet(exampleFleet());
    const { page, troubles } = await openPage(browser, url);

    await signIn(page);

    await page.getByRole('heading', { name: '1 of 3 clusters can be upgraded today' }).waitFor();
    await expect.poll(() => page.locator('h2', { hasText: 'Runs' }).count()).toBe(1);
    await expect.poll(() => page.getByText('1:05').count()).toBe(24);
    await page.reload();
    await page.getByRole('heading', { name: '1 of 3 clusters can be upgraded today' }).waitFor();
    expect(troubles).toEqual([]);
  });

  it('forgets the token when it is asked to', async () => {
    const { url } = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, url);
    await signIn(page);

    await page.getByRole('button', { name: 'Forget the token' }).click();

    await page.getByLabel('Token').waitFor();
    await expect.poll(() => page.evaluate('sessionStorage.length')).toBe(0);
    await expect.poll(() => page.locator('details.finding').count()).toBe(0);
  });

  it('starts a scan, shows how far it is, and then what it found', async () => {
    const fleet = exampleFleet();
    const server = await serveFleet(fleet);
    const { page, troubles } = await openPage(browser, server.url);
    await signIn(page);

    await page.getByRole('button', { name: 'Scan now' }).click();

    await page.getByText('1/2 shards, 2/3 clusters, 10/40 SLBs').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Scan now' }).isDisabled()).toBe(true);
    if (fleet.report) server.finish({ ...fleet, report: { ...fleet.report, findings: [] } });
    await page.getByText('The scan is through.').waitFor();
    await expect.poll(() => page.locator('details.finding').count()).toBe(0);
    expect(server.asked.slice(0, 2)).toEqual(['GET /fleet', 'POST /scans']);
    await expect.poll(() => server.asked.at(-1)).toBe('GET /fleet');
    expect(server.asked).toContain('GET /scans');
    expect(server.asked).not.toContain(`GET /scans/${RUN}`);
    expect(troubles).toEqual([]);
  });

  it('shows the scan that is under way, whoever started it', async () => {
    const progress = {
      shards: { total: 5, done: 4 },
      clusters: { total: 9, done: 9 },
      loadBalancers: { total: 7, done: 6 },
    };
    const { url } = await serveFleet({ ...exampleFleet(), underWay: { id: RUN, progress } });
    const { page } = await openPage(browser, url);

    await signIn(page);

    await page.getByText('4/5 shards, 9/9 clusters, 6/7 SLBs').waitFor();
  });

  it('offers a scan where there is no report yet', async () => {
    const server = await serveFleet({
      languages: ['en', 'zh'],
      report: null,
      runs: [],
      wholeRuns: [],
      underWay: null,
    });
    const { page, troubles } = await openPage(browser, server.url);

    await signIn(page);

    await page.getByText('No scan of the whole fleet has come to an end yet.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Scan now' }).isEnabled()).toBe(true);
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Scan now' }).click();
    server.finish(exampleFleet());
    await page.getByText('The scan is through.').waitFor();
    await expect.poll(() => page.locator('h1').textContent()).toBe('1 of 3 clusters can be upgraded today');
    expect(troubles).toEqual([]);
  });

  it('says why a scan was not begun', async () => {
    const server = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, server.url);
    await signIn(page);
    await page.locator('details.finding').first().waitFor();
    server.refuse();

    await page.getByRole('button', { name: 'Scan now' }).click();

    await page.getByText('The service refused: another scan of the whole fleet is under way.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Scan now' }).isEnabled()).toBe(true);
  });

  it('asks nothing with a token that no header can carry', async () => {
    const server = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, server.url);

    await signIn(page, '令牌');

    await page.getByText('This is not the token of this service.').waitFor();
    expect(server.asked).toEqual([]);
  });

  it.each(
    (['light', 'dark'] as const).flatMap((scheme) =>
      (['en', 'zh'] as const).map((language) => [scheme, language] as const),
    ),
  )('can be used by everybody, %s in %s', async (colorScheme, language) => {
    const { url } = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, `${url}#lang=${language}`, { colorScheme });
    const before = await accessFaults(page);
    await page.locator('input[type=password]').fill(TOKEN);
    await page.locator('button[type=submit]').click();
    await page.locator('details.finding').first().waitFor();
    await page.locator('.scan .primary').click();
    await page.locator('progress').waitFor();

    const after = await accessFaults(page);

    expect(before).toEqual([]);
    expect(after).toEqual([]);
  });

  it('is no wider than a phone', async () => {
    const { url } = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, url, { viewport: PHONE });
    const before = await overhang(page);
    await signIn(page);
    await page.locator('details.finding').first().waitFor();

    expect(before).toBe(0);
    expect(await overhang(page)).toBe(0);
  });
});
