import { createHash } from 'node:crypto';
import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { fleetPage } from '../../shared/formats/html/fleet-page.ts';
import { formatHtml } from '../../shared/formats/html/format-html.ts';
import { pageReport } from '../../shared/formats/html/page-data.ts';
import { FLEET_POLICY, policyHeader, REPORT_POLICY } from '../../shared/formats/html/policy.ts';
import { staticSummary } from '../../shared/formats/html/summary.ts';
import { dataOf, elementsIn, exampleOptions, exampleReport, textOf } from './support.ts';

const PAGES = [
  ['the report', formatHtml(exampleReport('en'), exampleOptions()), REPORT_POLICY],
  ['the fleet page', fleetPage(), FLEET_POLICY],
] as const;

function digestOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function attribute(element: ReturnType<typeof elementsIn>[number], name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

describe('the report as a page', () => {
  it.each(['en', 'zh'] as const)('says what matters without its script in %s', async (language) => {
    const { html } = staticSummary(pageReport(exampleReport(language), language), language);

    await expect(html).toMatchFileSnapshot(`../golden/formats/summary.${language}.html`);
  });

  it('carries the report in both languages, and what is known beside it', () => {
    const { other, life, ...options } = exampleOptions();
    const report = exampleReport('en');

    const data = dataOf(formatHtml(report, { ...options, ...(other && { other }), life }));

    expect(data.languages).toEqual(['en', 'zh']);
    expect(data.report).toEqual(JSON.parse(JSON.stringify(pageReport(report, 'en', other))));
    expect(data.life).toEqual(Object.fromEntries(life));
    expect(data.changes).toEqual(options.changes);
    expect(data.runs).toEqual(options.runs);
  });

  it('has no other language where it is given none', () => {
    const data = dataOf(formatHtml(exampleReport('zh'), { language: 'zh' }));

    expect(data.languages).toEqual(['zh']);
    expect(data.report.findings.every(({ texts }) => !texts.en && texts.zh)).toBe(true);
  });

  it('is the same for the same report', () => {
    const [one, other] = [0, 1].map(() => formatHtml(exampleReport('en'), exampleOptions()));

    expect(one).toBe(other);
  });

  it('cannot ask any network', () => {
    const html = formatHtml(exampleReport('en'), exampleOptions());

    expect(html).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\(/);
    expect(html.replace(/<script type="application\/json".*?<\/script>/s, '')).not.toMatch(
      /(?:src|srcset|data|action|poster)="|url\(|@import/,
    );
  });
});

describe.each(PAGES)('%s', (_, html, policy) => {
  const all = elementsIn(parse(html));

  it('lets run nothing but its own code', () => {
    const scripts = all.filter(({ tagName }) => tagName === 'script');
    const code = scripts.filter((script) => attribute(script, 'type') === undefined).map(textOf);
    const styles = all.filter(({ tagName }) => tagName === 'style').map(textOf);
    const meta = all.find((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy');

    expect(scripts.map((script) => attribute(script, 'type'))).toEqual(['application/json', undefined]);
    expect(meta && attribute(meta, 'content')).toBe(policy);
    expect(/script-src ([^;]+)/.exec(policy)?.[1]).toBe(code.map(digestOf).join(' '));
    expect(/style-src ([^;]+)/.exec(policy)?.[1]).toBe(styles.map(digestOf).join(' '));
    expect(policy).toMatch(/^default-src 'none'; .*base-uri 'none'; form-action 'none'$/);
    expect(policy).not.toContain('unsafe');
  });

  it('says its policy before anything that it is about', () => {
    const kinds = all.map((element) => attribute(element, 'http-equiv') ?? element.tagName);

    expect(kinds.indexOf('Content-Security-Policy')).toBeLessThan(kinds.indexOf('style'));
    expect(kinds.indexOf('Content-Security-Policy')).toBeLessThan(kinds.indexOf('script'));
  });

  it('has no code in attributes', () => {
    const attributes = all.flatMap((element) => element.attrs.map(({ name }) => name));

    expect(attributes.filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
  });
});

describe('policies', () => {
  it('let the fleet page ask its own service, and the report nobody', () => {
    expect(FLEET_POLICY).toContain("connect-src 'self'");
    expect(REPORT_POLICY).not.toContain('connect-src');
  });

  it('keep pages out of frames by their header', () => {
    expect(policyHeader(REPORT_POLICY)).toBe(`${REPORT_POLICY}; frame-ancestors 'none'`);
  });
});

describe('the fleet page', () => {
  it('holds no data', () => {
    expect(fleetPage()).toContain('<script type="application/json" id="data">null</script>');
  });
});
