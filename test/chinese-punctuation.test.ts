import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleExample } from '../examples/rules/rule-examples.ts';
import { buildDigest } from '../shared/alerts/build-digest.ts';
import { digestMessages } from '../shared/alerts/digest.ts';
import { formatAdvice } from '../shared/formats/advice.ts';
import { formatAdviceMarkdown } from '../shared/formats/advice-markdown.ts';
import { formatExplanation } from '../shared/formats/explain.ts';
import { FORMATS } from '../shared/formats/format.ts';
import { formatFindingHistory, formatFindings, formatRuns } from '../shared/formats/memory.ts';
import { formatRule } from '../shared/formats/rule-page.ts';
import { auditSnapshot } from '../shared/index.ts';
import { adviseUpgrade } from '../shared/report/advice.ts';
import { adviceFacts } from '../shared/report/advice-facts.ts';
import { explainService } from '../shared/report/explain.ts';
import { RULES } from '../shared/rules/registry.ts';
import { seen } from '../shared/store/life-cycle.ts';
import { storedFinding } from '../shared/store/record.ts';
import { closedRun } from '../shared/store/run.ts';
import { FOREIGN_PUNCTUATION } from './support/punctuation.ts';

const EXAMPLE: unknown = JSON.parse(readFileSync(new URL('../examples/fleet.json', import.meta.url), 'utf8'));
const ZH = { language: 'zh', color: false } as const;
const SUPPRESSIONS = [
  { rule: 'load-balancer-name', target: 'shop/search', reason: '有意改名', until: '2020-01-01' },
  { rule: 'listener-stop', target: '*', reason: '旧版本' },
];

function report() {
  return auditSnapshot(EXAMPLE, { language: 'zh', suppressions: SUPPRESSIONS });
}

function records() {
  const { findings } = report();
  const look = { run: 'run-1', at: '2026-11-23T02:00:00.000Z' };
  return findings.map((finding) => seen(undefined, storedFinding(finding, finding), look));
}

function digestText(): string {
  const run = closedRun('run-1', report());
  const { suppressions = [] } = report();
  const digest = buildDigest({ run, records: records(), suppressions, verdicts: undefined }, 'zh', true);
  return digestMessages(digest, { language: 'zh', atMobiles: [] })
    .map(({ title, text }) => `${title}\n${text}`)
    .join('\n');
}

function advice() {
  const facts = adviceFacts(EXAMPLE, 'prod-hangzhou', report());
  return adviseUpgrade(report(), facts, 'zh');
}

function explanations(): string {
  const services = new Set(
    report().findings.map((one) => [one.clusterId, one.namespace, one.service].join('/')),
  );
  return [...services]
    .map((one) => one.split('/'))
    .filter(([, , service]) => service !== '')
    .map(([clusterId = '', namespace = '', service = '']) =>
      formatExplanation(explainService(EXAMPLE, { clusterId, namespace, service, language: 'zh' }), ZH),
    )
    .join('\n');
}

describe('Chinese texts', () => {
  it.each<[what: string, write: () => string]>([
    ['a table', () => FORMATS.table(report(), ZH)],
    ['markdown', () => FORMATS.markdown(report(), ZH)],
    ['JUnit', () => FORMATS.junit(report(), ZH).replaceAll('&quot;', '"')],
    [
      'a page without its script',
      () => FORMATS.html(report(), ZH).split('</style>')[1]?.split('<script')[0] ?? '',
    ],
    ['an advice', () => formatAdvice(advice(), ZH)],
    ['an advice as markdown', () => formatAdviceMarkdown(advice(), 'zh')],
    ['explanations', explanations],
    ['a digest', digestText],
    ['kept findings', () => formatFindings(records(), 'zh')],
    [
      'the lives of findings',
      () =>
        records()
          .map((one) => formatFindingHistory(one, 'zh'))
          .join('\n'),
    ],
    ['runs', () => formatRuns([closedRun('run-1', report())], 'zh')],
    ['all rules', () => RULES.map((rule) => formatRule(rule, ruleExample(rule), ZH)).join('\n')],
  ])('have Chinese punctuation: %s', (_, write) => {
    const lines = write()
      .split('\n')
      .filter((line) => /\p{Script=Han}/u.test(line));

    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => FOREIGN_PUNCTUATION.test(line)).slice(0, 5)).toEqual([]);
  });
});
