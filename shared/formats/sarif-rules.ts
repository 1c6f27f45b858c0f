import type { ReportingDescriptor, Result } from 'sarif';
import { type Severity, severityOf } from '../report/report.ts';
import type { Language, Rule } from '../rules/rule.ts';
import { code, prose } from './markdown-text.ts';
import { RULE_LABELS } from './rule-words.ts';
import { sarifText } from './sarif-text.ts';
import { WORDS } from './words.ts';

/** A severity in SARIF's words. */
export const LEVELS = {
  error: 'error',
  warning: 'warning',
  info: 'note',
} as const satisfies Record<Severity, Result.level>;

/** What is known of a rule without any report, as SARIF has it. */
export function ruleDescriptor(rule: Rule, language: Language): ReportingDescriptor {
  const { id, phrase, code: messageCode, effect, docs, text } = rule;
  const { title, cause } = text[language];
  return {
    id,
    name: pascal(id),
    shortDescription: { text: sarifText(title) },
    fullDescription: { text: sarifText(cause) },
    help: helpOf(rule, language),
    helpUri: docs,
    defaultConfiguration: { level: LEVELS[severityOf(effect)] },
    properties: {
      effect,
      ...(phrase !== null && { phrase }),
      ...(messageCode !== null && { code: messageCode }),
    },
  };
}

function helpOf(rule: Rule, language: Language): { readonly text: string; readonly markdown: string } {
  const labels = RULE_LABELS[language];
  const { cause, upgrade } = rule.text[language];
  const parts: readonly (readonly [label: string, plain: string, markdown: string])[] = [
    [
      labels.phrase,
      rule.phrase ? `"${rule.phrase}"` : labels.none,
      rule.phrase ? code(rule.phrase) : labels.none,
    ],
    [labels.cause, sarifText(cause), prose(sarifText(cause))],
    [labels.upgrade, sarifText(upgrade), prose(sarifText(upgrade))],
  ];
  return {
    text: parts.map(([label, plain]) => `${label}${WORDS[language].colon}${plain}`).join('\n'),
    markdown: parts
      .map(([label, , markdown]) => `**${label}${WORDS[language].colon.trimEnd()}** ${markdown}`)
      .join('\n\n'),
  };
}

function pascal(id: string): string {
  return id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
