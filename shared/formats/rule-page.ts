import pc from 'picocolors';
import type { Language, Rule } from '../rules/rule.ts';
import type { FormatOptions } from './options.ts';

/** What the parts of a rule are called. */
export const RULE_LABELS: Readonly<
  Record<
    Language,
    Readonly<Record<'phrase' | 'code' | 'effect' | 'cause' | 'upgrade' | 'docs' | 'none', string>>
  >
> = {
  en: {
    phrase: 'The console prints',
    code: 'CCM message code',
    effect: 'Effect',
    cause: 'Cause',
    upgrade: 'What the upgraded CCM does',
    docs: 'Read more',
    none: 'nothing',
  },
  zh: {
    phrase: '控制台提示',
    code: 'CCM 消息代码',
    effect: '影响',
    cause: '原因',
    upgrade: '升级后 CCM 的行为',
    docs: '参考文档',
    none: '无',
  },
};

/** All rules, one line each: id, effect, the console's phrase, title. */
export function formatRuleList(rules: readonly Rule[], { language, color }: FormatOptions): string {
  const colors = pc.createColors(color);
  const width = Math.max(...rules.map((rule) => rule.id.length));
  const lines = rules.map((rule) => {
    const phrase = rule.phrase ? ` (${rule.phrase})` : '';
    return `${colors.bold(rule.id.padEnd(width))}  ${rule.effect.padEnd(15)}  ${rule.text[language].title}${colors.dim(phrase)}`;
  });
  return `${lines.join('\n')}\n`;
}

/** Everything known of one rule. */
export function formatRule(rule: Rule, { language, color }: FormatOptions): string {
  const colors = pc.createColors(color);
  const labels = RULE_LABELS[language];
  const text = rule.text[language];
  const row = (label: string, value: string) => `${colors.dim(`${label}:`)} ${value}`;
  return `${[
    colors.bold(`${rule.id}: ${text.title}`),
    '',
    row(labels.phrase, rule.phrase ? `"${rule.phrase}"` : labels.none),
    row(labels.code, rule.code ?? labels.none),
    row(labels.effect, rule.effect),
    '',
    row(labels.cause, text.cause),
    '',
    row(labels.upgrade, text.upgrade),
    '',
    row(labels.docs, rule.docs),
  ].join('\n')}\n`;
}
