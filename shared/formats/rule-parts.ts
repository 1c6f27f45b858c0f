import { type Finding, type Fix, severityOf } from '../report/report.ts';
import type { Language, RuleMetadata } from '../rules/rule.ts';
import { docsAddress } from './docs-address.ts';
import type { RuleExample } from './rule-example.ts';
import { RULE_LABELS, RULE_WORDS } from './rule-words.ts';
import { WORDS } from './words.ts';

/** Something said under a title of its own. */
export interface RuleSection {
  readonly title: string;
  readonly text: string;
}

/** All that is said of a rule, in one language: the same on its page and on a terminal. */
export interface RuleParts {
  readonly title: string;
  /** What it is called elsewhere and what it means, one line each. */
  readonly facts: readonly RuleSection[];
  /** Cause, and what the upgraded CCM does. */
  readonly sections: readonly RuleSection[];
  readonly example: ExampleParts | undefined;
  readonly docs: RuleSection;
}

/** What is said of a rule's example. */
export interface ExampleParts {
  /** How it came about. */
  readonly story: RuleSection;
  readonly where: string;
  /** Without its cause and its ways to mend it, which have places of their own. */
  readonly finding: Finding;
  readonly mend: RuleSection & { readonly fixes: readonly Fix[] };
}

/** Puts together what is said of a rule; without an example nothing is said of how to mend it. */
export function rulePartsOf(
  rule: RuleMetadata,
  example: RuleExample | undefined,
  language: Language,
): RuleParts {
  const labels = RULE_LABELS[language];
  const words = RULE_WORDS[language];
  const { title, cause, upgrade } = rule.text[language];
  return {
    title,
    facts: [
      { title: labels.phrase, text: consoleWords(rule, language) },
      { title: labels.code, text: rule.code ?? labels.none },
      { title: labels.effect, text: `${rule.effect}${WORDS[language].colon}${words.means[rule.effect]}` },
      { title: labels.severity, text: severityOf(rule.effect) },
    ],
    sections: [
      { title: labels.cause, text: cause },
      { title: labels.upgrade, text: upgrade },
    ],
    example: example && examplePartsOf(example, language),
    docs: { title: labels.docs, text: docsAddress(rule.docs, language) },
  };
}

function consoleWords({ phrase, code, effect }: RuleMetadata, language: Language): string {
  const words = RULE_WORDS[language];
  if (phrase === null) return code === null ? RULE_LABELS[language].none : words.notInGuide;
  return effect === 'fails-check' ? `"${phrase}"` : words.onlyInGuide(phrase);
}

function examplePartsOf(example: RuleExample, language: Language): ExampleParts {
  const words = RULE_WORDS[language];
  const { story, targetCcmVersion, file, findings } = example;
  const finding = findings[language];
  const { namespace, service, loadBalancerId = '', clusterName, clusterId, fixes } = finding;
  const subject = namespace === undefined ? loadBalancerId : `${namespace}/${service ?? ''}`;
  const target = `v${targetCcmVersion.replace(/^v/, '')}`;
  const where = words.where(subject, clusterName || clusterId, target);
  return {
    story: { title: words.example, text: story[language] },
    where: `${where}${file === undefined ? '' : words.file(file)}`,
    finding: { ...finding, cause: '', fixes: [] },
    mend: { title: words.mend, text: words.mendNote, fixes },
  };
}
