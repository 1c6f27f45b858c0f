import type { Report } from '../../report/report.ts';
import type { Language } from '../../rules/rule.ts';
import { htmlDocument } from './document.ts';
import { REPORT_SCRIPT } from './generated/report-script.ts';
import { scriptJson } from './markup.ts';
import { packPage } from './page-codec.ts';
import { type Changes, type Life, type PageData, pageReport, type RunLine } from './page-data.ts';
import { REPORT_POLICY } from './policy.ts';
import { staticSummary } from './summary.ts';
import { figuresOf } from './view/groups.ts';
import { headlineOf } from './view/verdict-lines.ts';
import { PAGE_WORDS } from './words-page.ts';

/** What can go into the page beside the report. */
export interface HtmlOptions {
  readonly language: Language;
  /** The same report in the other language: the page can then be switched. */
  readonly other?: Report;
  /** By the ids of findings. */
  readonly life?: ReadonlyMap<string, Life>;
  readonly changes?: Changes;
  /** The latest first. */
  readonly runs?: readonly RunLine[];
}

/** The report as one file that a browser shows from disk or from a server, and that asks no network for anything. */
export function formatHtml(report: Report, options: HtmlOptions): string {
  const { language, other, life, changes, runs } = options;
  const data: PageData = {
    languages: other ? [language, language === 'en' ? 'zh' : 'en'] : [language],
    report: pageReport(report, language, other),
    ...(life && { life: Object.fromEntries(life) }),
    ...(changes && { changes }),
    ...(runs && { runs }),
  };
  const words = PAGE_WORDS[language];
  return htmlDocument({
    title: `${headlineOf(figuresOf(data.report), words, report.scan.scope).title} · ${words.product}`,
    language,
    policy: REPORT_POLICY,
    body: staticSummary(data.report, language),
    data: scriptJson(packPage(data)),
    script: REPORT_SCRIPT,
  });
}
