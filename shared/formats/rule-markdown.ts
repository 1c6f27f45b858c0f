import { EFFECTS, type Language, type Rule } from '../rules/rule.ts';
import { markdownFinding, markdownFixes } from './markdown-finding.ts';
import { code, prose, table } from './markdown-text.ts';
import type { RuleExample } from './rule-example.ts';
import { type ExampleParts, type RuleSection, rulePartsOf } from './rule-parts.ts';
import { RULE_WORDS } from './rule-words.ts';
import { WORDS } from './words.ts';
import { MARKDOWN_WORDS } from './words-markdown.ts';

const WRITTEN = '<!-- Written by `npm run rule-pages`. -->';
const CHINESE = 'zh';

/** The page of a rule: what `ccm-preflight rules ID` prints, in English and below that in Chinese. */
export function formatRulePage(rule: Rule, example: RuleExample | undefined): string {
  const blocks = [
    WRITTEN,
    `# ${code(rule.id)}`,
    `[All rules](README.md) · [中文](#${CHINESE})`,
    ...languagePart(rule, example, 'en'),
    `<a id="${CHINESE}"></a>`,
    ...languagePart(rule, example, 'zh'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The list of all pages: what stands in the console, what it means, and where to read on. */
export function formatRuleIndex(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, phrase, code: messageCode, effect, text }) => [
    `[${code(id)}](${id}.md)`,
    phrase === null ? '' : prose(phrase),
    messageCode === null ? '' : code(messageCode),
    effect,
    prose(text.en.title),
    prose(text.zh.title),
  ]);
  const effects = EFFECTS.map(
    (effect) =>
      `- ${code(effect)}: ${prose(RULE_WORDS.en.means[effect])} / ${prose(RULE_WORDS.zh.means[effect])}`,
  );
  const blocks = [
    WRITTEN,
    '# Rules',
    'One page a rule, in English and Chinese: what the console prints, the cause, what the upgraded CCM does, an example, and how to mend it. On a terminal: `ccm-preflight rules ID`.',
    '每条规则一页，含英文和中文：控制台提示、原因、升级后 CCM 的行为、示例和处理方式。也可在终端查看：`ccm-preflight rules ID --lang zh`。',
    table(['Rule', 'The console prints', 'CCM message code', 'Effect', 'Title', '标题'], rows).join('\n'),
    '## Effects',
    effects.join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function languagePart(rule: Rule, example: RuleExample | undefined, language: Language): string[] {
  const { title, facts, sections, example: shown, docs } = rulePartsOf(rule, example, language);
  const { colon } = WORDS[language];
  const item = ({ title: label, text }: RuleSection) => `- **${label}${colon.trimEnd()}** ${prose(text)}`;
  return [
    `## ${prose(title)}`,
    facts.map(item).join('\n'),
    ...sections.flatMap((section) => [`### ${section.title}`, prose(section.text)]),
    ...(shown ? examplePart(shown, language) : []),
    `${docs.title}${colon}<${docs.text}>`,
  ];
}

function examplePart({ story, where, finding, mend }: ExampleParts, language: Language): string[] {
  const pen = { words: WORDS[language], own: MARKDOWN_WORDS[language] };
  const [, fixes = ''] = markdownFixes(mend.fixes, mend.title);
  return [
    `### ${story.title}`,
    prose(story.text),
    prose(where),
    ...markdownFinding(finding, new Map(), pen),
    `### ${mend.title}`,
    prose(mend.text),
    fixes,
  ];
}
