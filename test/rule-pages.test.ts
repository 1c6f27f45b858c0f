import { readdirSync, readFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { ruleExample, SCENES } from '../examples/rules/rule-examples.ts';
import type { RuleExample } from '../shared/formats/rule-example.ts';
import { formatRuleIndex, formatRulePage } from '../shared/formats/rule-markdown.ts';
import { formatRule } from '../shared/formats/rule-page.ts';
import { auditSnapshot, type Finding, type Language } from '../shared/index.ts';
import { RULES } from '../shared/rules/registry.ts';
import { EFFECTS } from '../shared/rules/rule.ts';
import { run } from './support/terminal.ts';

const FOLDER = new URL('../docs/rules/', import.meta.url);
const EACH = RULES.map((rule) => [rule.id, rule] as const);
const EACH_IN_BOTH = EACH.flatMap(([id]) =>
  (['en', 'zh'] as const).map((language) => [id, language] as const),
);
const CHINESE = /\p{Script=Han}/u;
/** Where the Chinese half of a page begins, and what it is called. */
const HALVES = /<a id="zh"><\/a>/;
/** What only a page has: the heads of its tables of differences. */
const ONLY_ON_PAGES = ['Field', '字段', 'SLB', 'Service'];
/** What a terminal has in their place: both sides by name at every value. */
const ONLY_ON_TERMINALS = ['SLB', 'Service'];

function pageOf(id: string): string {
  return readFileSync(new URL(`${id}.md`, FOLDER), 'utf8');
}

function halfOf(id: string, language: Language): string {
  const [english = '', chinese = ''] = pageOf(id).split(HALVES);
  // The English half begins with the title of the page and the links to other pages.
  return language === 'zh' ? chinese : english.slice(english.indexOf('\n## '));
}

function exampleOf(id: string): RuleExample {
  const example = ruleExample({ id });
  if (!example) throw new Error(`${id} has no example`);
  return example;
}

/** The words of a text, each once, in order; signs are none, nor what stands in for them on a page. */
function wordsOf(text: string): readonly string[] {
  return [...new Set(text.normalize('NFKC').match(/[\p{L}\p{N}]+/gu))].sort();
}

/** What a reader of a rendered page sees. */
function seen(markdown: string): string {
  const html = new MarkdownIt({ linkify: false }).render(markdown);
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function without(words: readonly string[], others: readonly string[]): readonly string[] {
  return words.filter((word) => !others.includes(word));
}

describe('docs/rules', () => {
  it('has a page for each rule, a list of them, and nothing else', () => {
    const files = readdirSync(FOLDER).sort();

    expect(files).toEqual(['README.md', ...RULES.map(({ id }) => `${id}.md`)].sort());
  });

  it.each(EACH)('%s.md is what `npm run rule-pages` writes', (id, rule) => {
    const written = formatRulePage(rule, ruleExample(rule));

    expect(pageOf(id)).toBe(written);
  });

  it('README.md is what `npm run rule-pages` writes', () => {
    const written = formatRuleIndex(RULES);

    expect(pageOf('README')).toBe(written);
  });

  it.each(EACH)('README.md leads to %s.md by phrase, code, effect and title', (id, rule) => {
    const row = pageOf('README')
      .split('\n')
      .find((line) => line.includes(`](${id}.md)`));

    for (const cell of [rule.phrase, rule.code, rule.effect, rule.text.en.title, rule.text.zh.title]) {
      expect(row).toContain(cell ?? '');
    }
  });

  it('README.md says what each effect means', () => {
    const index = pageOf('README');

    for (const effect of EFFECTS) expect(index).toMatch(new RegExp(`^- \`${effect}\`: .+ / .+$`, 'm'));
  });
});

describe('the examples', () => {
  it('are of rules that exist, one for each', () => {
    expect([...SCENES.keys()].sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  it.each(EACH)('has a finding of %s that the rule says of itself, in both languages', (id, rule) => {
    const { en, zh } = exampleOf(id).findings;

    for (const finding of [en, zh]) {
      expect(finding).toMatchObject({ rule: id, phrase: rule.phrase, code: rule.code, effect: rule.effect });
    }
    expect(zh.id).toBe(en.id);
    expect(en.message).not.toMatch(CHINESE);
    expect(zh.message).toMatch(CHINESE);
  });

  it.each(EACH)('shows %s where nothing hides it', (id) => {
    const { en } = exampleOf(id).findings;

    expect(en.visibility).toBe(en.effect === 'fails-check' ? 'reported' : 'never');
  });

  it.each(EACH)('says how to mend %s, and how it came about, in both languages', (id) => {
    const { story, findings } = exampleOf(id);
    const kinds = ({ fixes }: Finding) => fixes.map(({ kind, command }) => [kind, command]);

    expect(findings.en.fixes.length).toBeGreaterThan(0);
    expect(kinds(findings.zh)).toEqual(kinds(findings.en));
    for (const text of [story.en, ...findings.en.fixes.map((fix) => fix.text)])
      expect(text).not.toMatch(CHINESE);
    for (const text of [story.zh, ...findings.zh.fixes.map((fix) => fix.text)]) expect(text).toMatch(CHINESE);
  });

  it.each([...SCENES])('is a fleet that can be read as a whole, that of %s', (_, { fleet, target, file }) => {
    const { failures, coverage } = auditSnapshot(fleet(), target ? { targetCcmVersion: target } : {});

    // The example fleet has a part that was not read, to show what then is said.
    if (file === undefined) expect(failures).toEqual([]);
    expect(coverage.loadBalancers.read).toBe(coverage.loadBalancers.total);
  });

  it.each([...SCENES].flatMap(([id, { file }]) => (file === undefined ? [] : [[id, file] as const])))(
    'of %s is in the report of %s',
    (id, file) => {
      const snapshot: unknown = JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
      const { findings } = auditSnapshot(snapshot);

      expect(findings).toContainEqual(exampleOf(id).findings.en);
    },
  );
});

describe('rules ID', () => {
  it.each(EACH_IN_BOTH)('says of %s in %s what its page says, word for word', async (id, language) => {
    const { out } = await run(['rules', id, '--lang', language]);

    const printed = wordsOf(out);
    const page = wordsOf(`${id} ${seen(halfOf(id, language))}`);
    expect(without(printed, ONLY_ON_TERMINALS)).toEqual(without(page, ONLY_ON_PAGES));
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    'leads from %s to the documents in its own language',
    (id, rule) => {
      const lastLine = (language: 'en' | 'zh') =>
        formatRule(rule, exampleOf(id), { language, color: false }).trimEnd().split('\n').at(-1);

      expect(lastLine('en')).toBe(`Read more: ${rule.docs}`);
      expect(lastLine('zh')).toBe(
        `参考文档：${rule.docs.replace('help.aliyun.com/en/', 'help.aliyun.com/zh/')}`,
      );
      expect(lastLine('zh')).toContain('https://help.aliyun.com/zh/');
    },
  );

  it.each(EACH_IN_BOTH)('prints of %s in %s how to mend it, with commands to paste', async (id, language) => {
    const finding = exampleOf(id).findings[language];

    const { out } = await run(['rules', id, '--lang', language]);

    const lines = out.split('\n');
    for (const { text, command } of finding.fixes) {
      expect(lines).toContain(`      → ${text}`);
      if (command !== undefined) expect(lines).toContain(`          ${command}`);
    }
  });
});
