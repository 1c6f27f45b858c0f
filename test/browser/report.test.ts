import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { formatHtml } from '../../shared/formats/html/format-html.ts';
import { auditSnapshot } from '../../shared/index.ts';
import { exampleOptions, exampleReport } from '../html/support.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import {
  accessFaults,
  BROWSER,
  NEEDS,
  openFindings,
  openPage,
  overhang,
  PHONE,
  startBrowser,
} from './support/browser.ts';

const folder = temporaryFolder();
let browser: Browser;
let example: string;

function fileOf(name: string, html: string): string {
  return pathToFileURL(fileIn(folder, name, html)).href;
}

/** A finding whose line says something. */
function findingOf(page: Page, text: string) {
  return page.locator('details.finding', { hasText: text });
}

describe.skipIf(!BROWSER)(`the report in a browser${NEEDS}`, () => {
  beforeAll(async () => {
    browser = await startBrowser();
    example = fileOf('example.html', formatHtml(exampleReport('en'), exampleOptions()));
  });
  afterAll(() => browser.close());

  it('says first which clusters can be upgraded, and what blocks the rest', async () => {
    const { page, troubles, requests } = await openPage(browser, example);

    await expect.poll(() => page.locator('h1').textContent()).toBe('1 of 3 clusters can be upgraded today');
    await expect
      .poll(() => page.locator('.clusters tbody .verdict').allTextContents())
      .toEqual(['blocked', 'unknown', 'ready']);
    await expect
      .poll(() => page.locator('.clusters tbody tr').first().locator('.what').textContent())
      .toContain('“update listener” ×3');
    expect(troubles).toEqual([]);
    expect(requests).toEqual([example]);
  });

  it.each(
    (['light', 'dark'] as const).flatMap((scheme) =>
      (['en', 'zh'] as const).map((language) => [scheme, language] as const),
    ),
  )('can be used by everybody, %s in %s', async (colorScheme, language) => {
    const { page, troubles } = await openPage(browser, `${example}#lang=${language}`, { colorScheme });
    await openFindings(page);

    const faults = await accessFaults(page);

    await expect
      .poll(() => page.locator('html').getAttribute('lang'))
      .toBe(language === 'zh' ? 'zh-CN' : 'en');
    expect(faults).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('shows both sides of a difference, why it matters, and the ways out', async () => {
    const { page } = await openPage(browser, example);
    const finding = findingOf(page, 'is named');

    await finding.locator('summary').click();

    await expect.poll(() => finding.locator('.has').textContent()).toBe('a1aobrfv04c1e4d7a9b520242ac12000');
    await expect.poll(() => finding.locator('.wants').textContent()).toBe('shop-search');
    await expect
      .poll(() => finding.locator('.fixes h4').allTextContents())
      .toEqual(['Adopt: keep SLB, change the Service', 'Revert: keep the Service, change SLB']);
    await expect
      .poll(() => finding.locator('dl').textContent())
      .toContain('suppressed until 2027-01-01: renamed on purpose');
    await expect.poll(() => finding.locator('.facts').textContent()).toContain('since 2026-11-12 02:00 UTC');
  });

  it('copies a command', async () => {
    const { page } = await openPage(browser, example, { permissions: ['clipboard-read', 'clipboard-write'] });
    const finding = findingOf(page, 'is named');
    await finding.locator('summary').click();

    await finding.locator('.fixes .adopt button').click();

    await finding.getByText('Copied').waitFor();
    await expect
      .poll(() => page.evaluate('navigator.clipboard.readText()'))
      .toBe(
        'kubectl -n shop annotate service search service.beta.kubernetes.io/alibaba-cloud-loadbalancer-name=a1aobrfv04c1e4d7a9b520242ac12000 --overwrite',
      );
  });

  it('filters and searches, and keeps that in the address', async () => {
    const { page } = await openPage(browser, example);

    await page.getByLabel('Namespace').selectOption('shop');
    await page.getByLabel('Standing').selectOption('hidden');
    await page.getByLabel('Search').fill('scheduler');

    await expect.poll(() => page.locator('.found').textContent()).toContain('1 of 13 findings');
    await expect.poll(() => new URL(page.url()).hash).toBe('#namespace=shop&standing=hidden&text=scheduler');
    await page.reload();
    await expect.poll(() => page.locator('details.finding').count()).toBe(1);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => page.locator('details.finding').count()).toBe(13);
  });

  it('leads from a hidden finding to the one that hides it', async () => {
    const { page } = await openPage(browser, `${example}#standing=hidden&namespace=shop&text=scheduler`);
    await page.locator('details.finding summary').click();

    await page.locator('details.finding dd a').click();

    await expect
      .poll(() => page.locator('details.finding .message').allTextContents())
      .toEqual([expect.stringContaining('Listener tcp:80 is stopped')]);
    await expect.poll(() => page.locator('details.finding').getAttribute('open')).not.toBeNull();
  });

  it('leads from a cluster, and from an effect, to its findings', async () => {
    const { page } = await openPage(browser, example);

    await page.locator('.effects .orphaned button').click();

    await expect
      .poll(() => page.locator('details.finding .effect').allTextContents())
      .toEqual(['Orphaned SLB']);
    await page.locator('.clusters tr', { hasText: 'prod-hangzhou' }).getByRole('button').click();
    await expect.poll(() => page.locator('.found').textContent()).toContain('13 findings');
  });

  it('switches its language, with all that it says', async () => {
    const { page } = await openPage(browser, example);

    await page.getByRole('button', { name: '中文' }).click();

    await expect.poll(() => page.locator('h1').textContent()).toBe('3 个集群中有 1 个今天可以升级');
    await expect.poll(() => findingOf(page, 'annotation-invalid').textContent()).toContain('不是整数');
    await expect.poll(() => new URL(page.url()).hash).toBe('#lang=zh');
  });

  it('has no switch where there is one language', async () => {
    const { page } = await openPage(
      browser,
      fileOf('one.html', formatHtml(exampleReport('zh'), { language: 'zh' })),
    );

    await expect.poll(() => page.locator('h1').textContent()).toBe('3 个集群中有 1 个今天可以升级');
    await expect.poll(() => page.getByRole('button', { name: 'English' }).count()).toBe(0);
  });

  it('says in Chinese what could not be read, and that a row which only follows from another is mended there', async () => {
    const url = fileOf('failures.html', formatHtml(exampleReport('zh'), { language: 'zh' }));
    const { page } = await openPage(browser, url);
    const rows = page.locator('table.rest tr', { hasText: 'nodes' });

    await expect.poll(() => rows.count()).toBe(2);
    await expect.poll(() => rows.first().textContent()).toContain('节点：没有权限 · nodes is forbidden');
    await expect.poll(() => rows.first().textContent()).toContain('授予缺少的权限');
    await expect.poll(() => rows.last().textContent()).toContain('先处理另一行中同一内容的失败');
  });

  it('remembers a theme', async () => {
    const { page } = await openPage(browser, example, { colorScheme: 'light' });
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await paper();

    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();

    await expect.poll(() => paper()).not.toBe(light);
    const dark = await paper();
    await page.reload();
    await expect.poll(() => paper()).toBe(dark);
  });

  it('is no wider than a phone', async () => {
    const { page } = await openPage(browser, example, { viewport: PHONE });
    await openFindings(page);

    expect(await overhang(page)).toBe(0);
  });

  it('prints everything, and nothing to press', async () => {
    const { page } = await openPage(browser, example);
    await page.emulateMedia({ media: 'print' });

    await page.evaluate("dispatchEvent(new Event('beforeprint'))");

    await expect.poll(() => page.locator('.finding .body').count()).toBe(13);
    const links = await page.locator('.effects button, .tallies button').count();
    await expect
      .poll(() => page.locator('button:visible, select:visible, input:visible').count())
      .toBe(links);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    await expect.poll(() => page.locator('.finding .body').count()).toBe(0);
  });

  it('says what matters without JavaScript', async () => {
    const { page, troubles } = await openPage(browser, example, { javaScriptEnabled: false });

    await expect.poll(() => page.locator('h1').textContent()).toBe('1 of 3 clusters can be upgraded today');
    await expect.poll(() => page.locator('.clusters tbody tr').count()).toBe(3);
    await expect.poll(() => page.locator('noscript').textContent()).toContain('JavaScript');
    expect(troubles).toEqual([]);
  });

  it('shows hostile names as they are, and runs nothing of them', async () => {
    const hostile =
      '</script><script>globalThis.hacked = 1</script><img src=x onerror="globalThis.hacked = 1">';
    const base = exampleReport('en');
    const report = {
      ...base,
      clusters: base.clusters.map((cluster) => ({ ...cluster, name: hostile, error: `${hostile}\u202e` })),
      findings: base.findings.map((finding) => ({
        ...finding,
        clusterName: hostile,
        service: `${hostile}${'x'.repeat(2_000)}`,
        message: hostile,
        changes: [{ field: hostile, actual: hostile, expected: [hostile] }],
        fixes: [{ kind: 'adopt' as const, text: hostile, command: `echo '${hostile}'` }],
      })),
    };
    const { page, troubles } = await openPage(
      browser,
      fileOf('hostile.html', formatHtml(report, { language: 'en', other: report })),
      { viewport: PHONE },
    );
    await openFindings(page);

    await expect.poll(() => page.locator('.clusters .name').first().textContent()).toBe(hostile);
    await expect.poll(() => page.evaluate('globalThis.hacked')).toBeUndefined();
    await expect.poll(() => page.locator('img').count()).toBe(0);
    expect(troubles).toEqual([]);
    expect(await overhang(page)).toBe(0);
  });

  it('shows the first of 5,000 findings at once, and any that is looked for', async () => {
    const { snapshot } = generateFleet({
      seed: 7,
      clusters: 40,
      services: 4_300,
      driftEvery: 1,
      orphans: 150,
    });
    const report = auditSnapshot(snapshot, { language: 'en' });
    const last = report.findings.findLast(({ effect }) => effect === 'fails-check');
    const { page, troubles } = await openPage(
      browser,
      fileOf('large.html', formatHtml(report, { language: 'en' })),
    );
    const drawn = await page.locator('details.finding').count();

    await page.getByLabel('Search').fill(last?.id ?? '');

    expect(drawn).toBe(200);
    await expect.poll(() => page.locator('details.finding').count()).toBe(1);
    await page.getByLabel('Search').fill('');
    await page.getByRole('button', { name: 'Show 100 more' }).first().click();
    await expect.poll(() => page.locator('details.finding').count()).toBe(300);
    expect(troubles).toEqual([]);
  });
});
