import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The browser of this machine; undefined where there is none. `CHROMIUM` may name another. */
export const BROWSER = PLACES.find((place) => place !== undefined && existsSync(place));

/** What a test's name says where there is no browser. */
export const NEEDS = BROWSER ? '' : ' (skipped: no Chromium, see CHROMIUM)';

const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** Starts the browser. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(BROWSER !== undefined && { executablePath: BROWSER }),
    // The pages are our own, and a container has no user name spaces for a sandbox.
    args: ['--no-sandbox'],
  });
}

/** A page, and what its console said of errors, violated policies and requests that it had no need for. */
export interface Watched {
  readonly page: Page;
  readonly troubles: readonly string[];
  readonly requests: readonly string[];
}

/** Opens an address in a window of its own, and watches it. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const troubles: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, troubles, requests };
}

/**
 * Opens every finding and waits until all are drawn: a browser tells a page later than the click that something
 * was opened.
 */
export async function openFindings(page: Page): Promise<void> {
  for (const summary of await page.locator('summary').all()) await summary.click();
  const undrawn = page.locator('details.finding:not(:has(.body))');
  await expect.poll(() => undrawn.count()).toBe(0);
}

/** The rules of accessibility that a page breaks badly, each with where. */
export async function accessFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate<
    { readonly id: string; readonly impact: string; readonly where: string }[]
  >(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(
      ({ id, impact, nodes }) => ({ id, impact, where: nodes.slice(0, 3).map(({ html }) => html).join(' ') })))`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, where }) => `${id}: ${where}`);
}

/** By how much a page is wider than its window. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
