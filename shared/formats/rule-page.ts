import pc from 'picocolors';
import type { Rule } from '../rules/rule.ts';
import type { FormatOptions } from './options.ts';
import type { Pen } from './pen.ts';
import type { RuleExample } from './rule-example.ts';
import { type ExampleParts, type RuleSection, rulePartsOf } from './rule-parts.ts';
import { formatFinding, formatFixes } from './table-finding.ts';
import { WORDS } from './words.ts';

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

/** Everything known of one rule, as its page in docs/rules has it, for a terminal. */
export function formatRule(
  rule: Rule,
  example: RuleExample | undefined,
  { language, color }: FormatOptions,
): string {
  const pen: Pen = { words: WORDS[language], colors: pc.createColors(color) };
  const parts = rulePartsOf(rule, example, language);
  const blocks = [
    [pen.colors.bold(`${rule.id}${pen.words.colon}${parts.title}`)],
    parts.facts.map((fact) => row(fact, pen)),
    ...parts.sections.map((section) => [row(section, pen)]),
    ...(parts.example ? exampleBlocks(parts.example, pen) : []),
    [row(parts.docs, pen)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function row({ title, text }: RuleSection, { words, colors }: Pen): string {
  return `${colors.dim(`${title}${words.colon}`)}${text}`;
}

function exampleBlocks({ story, where, finding, mend }: ExampleParts, pen: Pen): string[][] {
  return [
    [row(story, pen), `  ${where}`, ...formatFinding(finding, new Map(), pen)],
    [row(mend, pen), ...formatFixes(mend.fixes, pen)],
  ];
}
