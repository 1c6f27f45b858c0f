import { describe, expect, it } from 'vitest';
import { formatHtml } from '../../shared/formats/html/format-html.ts';
import type { Report } from '../../shared/index.ts';
import { exampleReport } from './support.ts';

type Scope = NonNullable<Report['scan']['scope']>;

const SEARCH: Scope = { services: ['shop/search'] };
const FAILURE = { resource: 'loadBalancers', code: 'Forbidden', message: 'not allowed' } as const;

/** The example fleet as if no more than its first cluster, in a scope, had been scanned. */
function scoped(scope: Scope, parts: 'ready' | 'faulty' | 'unread'): Report {
  const report = exampleReport('en');
  const clusters = report.clusters
    .slice(0, 1)
    .map(({ error: _, ...cluster }) => ({ ...cluster, verdict: 'ready' as const }));
  const findings = report.findings.filter(({ effect }) => effect === 'fails-check').slice(0, 2);
  return {
    ...report,
    scan: { ...report.scan, scope },
    clusters,
    findings: parts === 'faulty' ? findings : [],
    failures: parts === 'unread' ? [FAILURE] : [],
  };
}

function titleOf(report: Report, language: 'en' | 'zh'): string | undefined {
  return /<title>(.*) · .*<\/title>/.exec(formatHtml(report, { language }))?.[1];
}

describe('the headline of a scan of a part of the fleet', () => {
  it.each([
    ['en', 'ready', 'Nothing fails the check in shop/search'],
    ['en', 'faulty', '2 faults in shop/search'],
    ['en', 'unread', 'Not known whether anything fails the check in shop/search'],
    ['zh', 'ready', 'shop/search 中没有检查失败的问题'],
    ['zh', 'faulty', 'shop/search 中有 2 个问题'],
    ['zh', 'unread', 'shop/search 中是否有检查失败的问题，尚不得而知'],
  ] as const)('is of that part, in %s, where it is %s', (language, parts, title) => {
    const report = scoped(SEARCH, parts);

    const html = formatHtml(report, { language });

    expect(titleOf(report, language)).toBe(title);
    expect(html).toContain(`<h1>${title}</h1>`);
  });

  it.each([
    [{ clusters: ['prod'] }, 'prod'],
    [{ clusters: ['prod'], namespaces: ['shop'] }, 'shop/* (prod)'],
    [{ namespaces: ['a', 'b', 'c', 'd', 'e'] }, 'a/*, b/*, c/* +2'],
  ] as const)('names the part %j', (scope, place) => {
    expect(titleOf(scoped(scope, 'ready'), 'en')).toBe(`Nothing fails the check in ${place}`);
  });

  it('has the whole scope below it, without a script', () => {
    const html = formatHtml(scoped({ namespaces: ['a', 'b', 'c', 'd', 'e'] }, 'ready'), { language: 'en' });

    expect(html).toContain(
      '<p class="note">Only of a/*, b/*, c/*, d/*, e/*: the verdicts are about no more than that.</p>',
    );
  });
});
