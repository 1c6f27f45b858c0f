import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER, NEEDS, openPage, startBrowser } from './support/browser.ts';
import { exampleFleet, signIn } from './support/example-fleet.ts';
import { serveFleet } from './support/fleet-server.ts';

let browser: Browser;

describe.skipIf(!BROWSER)(`following a scan in a browser${NEEDS}`, () => {
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('ends the following of a scan that nobody knows any more', async () => {
    const server = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, server.url);
    await signIn(page);
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.locator('progress').waitFor();

    server.forgetScans();

    await page.getByText('The scan is through.').waitFor();
    await expect.poll(() => page.locator('progress').count()).toBe(0);
    await expect.poll(() => page.getByRole('button', { name: 'Scan now' }).isEnabled()).toBe(true);
    await expect.poll(() => server.asked.at(-1)).toBe('GET /fleet');
  });

  it('says of no scan that it is through whose findings it could not load', async () => {
    const server = await serveFleet(exampleFleet());
    const { page } = await openPage(browser, server.url);
    await signIn(page);
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.locator('progress').waitFor();
    server.breakFleet();

    server.finish(exampleFleet());

    await page.getByText('The service refused: no store.').waitFor();
    await expect.poll(() => page.getByText('The scan is through.').count()).toBe(0);
  });

  it.each(['while it follows a scan', 'when it begins one'])(
    'forgets a token that is not taken any more, %s',
    async (when) => {
      const server = await serveFleet(exampleFleet());
      const { page } = await openPage(browser, server.url);
      await signIn(page);
      const scan = page.getByRole('button', { name: 'Scan now' });
      await scan.waitFor();
      if (when === 'while it follows a scan') {
        await scan.click();
        await page.locator('progress').waitFor();
        server.expire();
      } else {
        server.expire();
        await scan.click();
      }

      await page.getByText('This is not the token of this service.').waitFor();

      await expect.poll(() => page.getByLabel('Token').count()).toBe(1);
      await expect.poll(() => page.evaluate('sessionStorage.length')).toBe(0);
    },
  );
});
