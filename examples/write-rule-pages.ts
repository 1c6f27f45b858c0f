import { mkdirSync, writeFileSync } from 'node:fs';
import { formatRuleIndex, formatRulePage } from '../shared/formats/rule-markdown.ts';
import { RULES } from '../shared/rules/registry.ts';
import { ruleExample } from './rules/rule-examples.ts';

const FOLDER = 'docs/rules';

// Run with `npm run rule-pages` from the project's folder.
mkdirSync(FOLDER, { recursive: true });
for (const rule of RULES) writeFileSync(`${FOLDER}/${rule.id}.md`, formatRulePage(rule, ruleExample(rule)));
writeFileSync(`${FOLDER}/README.md`, formatRuleIndex(RULES));
