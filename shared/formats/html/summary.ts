import { isBeyondKnown, NEWEST_KNOWN } from '../../model/ccm-version.ts';
import { clusterErrorText } from '../../report/failure-gloss.ts';
import { EFFECTS, type Language } from '../../rules/rule.ts';
import { scopeText } from '../scope-text.ts';
import { WORDS } from '../words.ts';
import { type Markup, markup } from './markup.ts';
import type { PageReport } from './page-data.ts';
import { clusterLines, countsByEffect, figuresOf } from './view/groups.ts';
import { minuteOf, shown } from './view/text.ts';
import { headlineOf, obstaclesOf } from './view/verdict-lines.ts';
import { PAGE_WORDS } from './words-page.ts';

/** The report without its findings, as HTML that is there before a script runs, and where none does. */
export function staticSummary(report: PageReport, language: Language): Markup {
  const words = PAGE_WORDS[language];
  const { coverage, scan } = report;
  const { clusters: c, services: s, loadBalancers: l } = coverage;
  const counts = countsByEffect(report.findings);
  const lines = headlineOf(figuresOf(report), words, scan.scope);
  return markup`<header class="top"><p class="brand">${words.product} <span>${words.target(shown(scan.targetCcmVersion.replace(/^v/, '')))}</span></p>
<p class="when">${words.scannedAt} <time>${minuteOf(scan.finishedAt)}</time></p></header>
<main><section class="answer"><h1>${lines.title}</h1>
${lines.notes.map((note) => markup`<p>${note}</p>`)}${scan.scope ? markup`<p class="note">${words.scope(shown(scopeText(scan.scope)))}</p>` : ''}${isBeyondKnown(scan.targetCcmVersion) ? markup`<p class="note">${WORDS[language].beyondKnown(NEWEST_KNOWN)}</p>` : ''}
<p class="coverage">${words.coverage([
    [c.read, c.total],
    [s.compared, s.total],
    [l.read, l.total],
  ])}</p>
<ul>${EFFECTS.filter((effect) => counts[effect] > 0).map(
    (effect) => markup`<li>${words.effects[effect]}${WORDS[language].colon}${counts[effect]}</li>`,
  )}</ul></section>
<noscript><p class="note">${words.noScript}</p></noscript>
${clusterTable(report, language)}</main>
`;
}

function clusterTable(report: PageReport, language: Language): Markup {
  const words = PAGE_WORDS[language];
  const told = (error: string) => clusterErrorText(error, report.failures, language);
  const rows = clusterLines(report).map((line) => {
    const { clusterId, name, regionId, verdict, services } = line.cluster;
    return markup`<tr class="${verdict}"><td>${WORDS[language].verdicts[verdict]}</td><td>${shown(name || clusterId)} <code>${shown(clusterId)}</code> ${shown(regionId)}</td><td>${obstaclesOf(line, words, told).join(' · ')}</td><td>${services}</td></tr>
`;
  });
  if (rows.length === 0) return markup``;
  const columns = words.clusterColumns.map((column) => markup`<th scope="col">${column}</th>`);
  return markup`<section><h2>${words.clusters}</h2><table class="clusters"><thead><tr>${columns}</tr></thead><tbody>
${rows}</tbody></table></section>`;
}
