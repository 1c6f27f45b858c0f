import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatHtml } from '../../shared/formats/html/format-html.ts';
import { exampleOptions, exampleReport } from '../html/support.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { BROWSER, NEEDS, openPage, startBrowser } from './support/browser.ts';

const folder = temporaryFolder();
let browser: Browser;
let example: string;

function fileOf(name: string, html: string): string {
  return pathToFileURL(fileIn(folder, name, html)).href;
}

describe.skipIf(!BROWSER)(`parts of the report in a browser${NEEDS}`, () => {
  beforeAll(async () => {
    browser = await startBrowser();
    example = fileOf('example.html', formatHtml(exampleReport('en'), exampleOptions()));
  });
  afterAll(() => browser.close());

  it('looks no more for what a cluster has nothing of, once that is chosen', async () => {
    const base = exampleReport('en');
    const findings = base.findings.map((finding) =>
      finding.namespace === 'office' ? { ...finding, clusterId: 'c2', clusterName: 'second' } : finding,
    );
    const url = fileOf('two.html', formatHtml({ ...base, findings }, { language: 'en' }));
    const { page } = await openPage(browser, `${url}#namespace=shop&rule=listener-start`);
    const inSecond = findings.filter(({ clusterId }) => clusterId === 'c2').length;

    await page.getByLabel('Cluster', { exact: true }).selectOption('c2');

    await expect.poll(() => page.getByLabel('Namespace').inputValue()).toBe('');
    await expect.poll(() => page.getByLabel('Rule').inputValue()).toBe('');
    await expect.poll(() => new URL(page.url()).hash).toBe('#cluster=c2');
    expect(inSecond).toBeGreaterThan(0);
    await expect.poll(() => page.locator('details.finding').count()).toBe(inSecond);
  });

  it('says that a finding of a link is not there', async () => {
    const { page } = await openPage(browser, `${example}#finding=gone`);

    await page.getByText('The finding of this link is not in this report').waitFor();
    await page.getByRole('button', { name: 'Show all findings' }).click();
    await expect.poll(() => page.locator('details.finding').count()).toBe(13);
  });

  it('offers no command to be copied in which something cannot be seen', async () => {
    const base = exampleReport('en');
    const commands = ['kubectl get svc', 'kubectl get \u202esvc', 'kubectl\u001b[2K', 'kubectl \u00adx'];
    const fixes = commands.map((command) => ({ kind: 'adopt' as const, text: '', command }));
    const findings = base.findings.slice(0, 1).map((finding) => ({ ...finding, fixes }));
    const html = formatHtml({ ...base, findings }, { language: 'en' });
    const { page } = await openPage(browser, fileOf('unseen.html', html));

    await page.locator('details.finding summary').click();

    await expect.poll(() => page.locator('.fixes button').count()).toBe(1);
    await expect.poll(() => page.getByText('There are invisible characters in this command').count()).toBe(3);
  });

  it('draws the first of many clusters and failures, and none of them anew for a letter', async () => {
    const base = exampleReport('en');
    const [cluster] = base.clusters;
    if (!cluster) throw new Error('no cluster');
    const clusters = Array.from({ length: 250 }, (_, index) => ({
      ...cluster,
      clusterId: `c${index}`,
      regionId: 'region-of-a-row',
    }));
    const failures = clusters.map(({ clusterId }) => ({
      ...{ clusterId, resource: 'services' as const, code: 'Timeout' },
      message: 'failure-of-a-row',
    }));
    const html = formatHtml({ ...base, clusters, failures }, { language: 'en' });
    const { page } = await openPage(browser, fileOf('many.html', html));
    const rows = page.locator('.clusters tbody tr');
    const drawn = await rows.count();
    // Text of others is made harmless with it, each time that it is drawn.
    await page.evaluate(`{
      const { replace } = String.prototype;
      globalThis.drawnTexts = [];
      String.prototype.replace = function (...given) {
        globalThis.drawnTexts.push(String(this));
        return replace.apply(this, given);
      };
    }`);
    const drawnTexts = () => page.evaluate<string[]>('globalThis.drawnTexts');

    await page.getByLabel('Search').fill('scheduler');
    await page.locator('.found', { hasText: 'of 13 findings' }).waitFor();
    const forLetters = await drawnTexts();
    await page.locator('.clusters ~ .more button').first().click();
    await rows.nth(199).waitFor();

    expect(drawn).toBe(100);
    await expect.poll(() => rows.count()).toBe(200);
    await expect
      .poll(() => page.locator('.rest tbody tr', { hasText: 'failure-of-a-row' }).count())
      .toBe(100);
    expect(forLetters.length).toBeGreaterThan(0);
    expect(forLetters.filter((text) => text.endsWith('-of-a-row'))).toEqual([]);
    await expect.poll(drawnTexts).toContain('region-of-a-row');
  });
});
