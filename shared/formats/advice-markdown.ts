import type { Advice, TrafficChange, VersionWarning } from '../report/advice.ts';
import type { Mend } from '../report/advice-mends.ts';
import type { Language } from '../rules/rule.ts';
import { emptySentence, mendTitle, ruleNames, shiftRows, verdictSentence } from './advice.ts';
import { ADVICE_WORDS, type AdviceWords } from './advice-words.ts';
import { docsAddress } from './docs-address.ts';
import { code, codeBlock, prose, table } from './markdown-text.ts';
import { WORDS } from './words.ts';

interface MarkdownPen {
  readonly own: AdviceWords;
  readonly colon: string;
  readonly comma: string;
}

const MOST_NAMED = 10;

/** Advice on one cluster for tickets and pull requests: GitHub Flavored Markdown, in which no remote text has a meaning. */
export function formatAdviceMarkdown(advice: Advice, language: Language): string {
  const own = ADVICE_WORDS[language];
  const { colon, comma } = WORDS[language];
  const pen: MarkdownPen = { own, colon, comma };
  const { clusterName, clusterId, console: view, step, targetCcmVersion } = advice;
  const empty = (sentence: string) => emptySentence(advice, sentence, own);
  const notes = [
    own.steps[step](advice.ccmVersion, advice.at),
    ...(view.recorded + view.hidden > 0
      ? [WORDS[language].console(view.recorded, view.shown, view.hidden)]
      : []),
    ...(advice.confirmed ? [] : [own.unconfirmed]),
    ...(advice.orphans > 0 ? [own.orphans(advice.orphans)] : []),
    ...(advice.error === undefined ? [] : [`${WORDS[language].failures}${pen.colon}${advice.error}`]),
  ];
  const blocks = [
    `# ${prose(own.title(clusterName || clusterId, `v${targetCcmVersion.replace(/^v/, '')}`))}`,
    `**${verdictSentence(advice, own)}**`,
    notes.map((note) => `- ${prose(note)}`).join('\n'),
    `## ${own.mends}`,
    ...orEmpty(mends(advice.mends, pen), empty(own.nothing)),
    `## ${own.traffic}`,
    ...orEmpty(
      advice.traffic.flatMap((one) => [
        change(one, pen),
        ...(one.kind === 'weights' ? shifts(advice, pen) : []),
      ]),
      empty(own.noTraffic),
    ),
    `## ${own.warnings}`,
    ...orEmpty(
      advice.warnings.map((one) => warning({ ...one, source: docsAddress(one.source, language) }, pen)),
      empty(advice.step === 'downgrade' ? own.stepBack : own.noWarnings),
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function orEmpty(blocks: readonly string[], empty: string): readonly string[] {
  return blocks.length > 0 ? blocks : [empty];
}

function mends(all: readonly Mend[], pen: MarkdownPen): string[] {
  const rules = ruleNames(all);
  return all.flatMap((mend, index) => mendBlocks(mend, index + 1, rules, pen));
}

function mendBlocks(
  mend: Mend,
  number: number,
  rules: ReadonlyMap<string, string>,
  { own, comma }: MarkdownPen,
): string[] {
  const notes = [
    own.counted(mend.services.length),
    ...(mend.effect === 'breaks-sync' ? [own.brokenSync] : mend.depth > 0 ? [own.later] : []),
  ];
  const faults = mend.services.flatMap(({ namespace, service, faults: own_ }) =>
    own_.map(({ findingId, message, behind }) => {
      const after = behind === undefined ? '' : `${comma}${own.behind(rules.get(behind) ?? '', behind)}`;
      return `- ${code(`${namespace}/${service}`)} ${prose(message)} (${code(findingId)}${prose(after)})`;
    }),
  );
  return [
    `### ${number}\\. ${prose(mendTitle(mend))}`,
    notes.join(own.semicolon),
    faults.join('\n'),
    ...mend.ways.flatMap(({ text, commands }) => [
      `→ ${prose(text)}`,
      ...commands.map((command) => codeBlock(command).join('\n')),
    ]),
  ];
}

function change({ kind, rule, text, items }: TrafficChange, { own, colon }: MarkdownPen): string {
  const more = items.length - MOST_NAMED;
  return [
    `- **${own.kinds[kind]}**${colon}${prose(text)} (${code(rule)})`,
    ...items
      .slice(0, MOST_NAMED)
      .map(({ namespace, service, message }) => `  - ${code(`${namespace}/${service}`)} ${prose(message)}`),
    ...(more > 0 ? [`  - ${own.more(more)}`] : []),
  ].join('\n');
}

function shifts({ weights }: Advice, { own }: MarkdownPen): string[] {
  return weights.flatMap((shift) => [
    prose(own.weights(`${shift.namespace}/${shift.service}`, shift.group)),
    table(
      own.weightColumns,
      shiftRows(shift).map((row) => row.map((cell) => (typeof cell === 'string' ? code(cell) : cell))),
    ).join('\n'),
  ]);
}

function warning({ since, text, services, source }: VersionWarning, { own }: MarkdownPen): string {
  const named = services.slice(0, MOST_NAMED);
  return [
    `- **${since === undefined ? own.always : own.since(since)}** ${prose(text)}`,
    `  - ${prose(own.concerned(named, services.length - named.length))}`,
    `  - ${own.source} ${code(source)}`,
  ].join('\n');
}
