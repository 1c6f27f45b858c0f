import Table from 'cli-table3';
import pc from 'picocolors';
import type { Advice, TrafficChange, VersionWarning } from '../report/advice.ts';
import type { GroupShift } from '../report/advice-facts.ts';
import type { Mend } from '../report/advice-mends.ts';
import { ADVICE_WORDS, type AdviceWords } from './advice-words.ts';
import { docsAddress } from './docs-address.ts';
import type { FormatOptions } from './options.ts';
import type { Pen } from './pen.ts';
import { printable } from './printable.ts';
import { WORDS } from './words.ts';

interface AdvicePen extends Pen {
  readonly own: AdviceWords;
}

const MOST_NAMED = 10;

/** Advice on one cluster for people. */
export function formatAdvice(advice: Advice, { language, color }: FormatOptions): string {
  const own = ADVICE_WORDS[language];
  const pen: AdvicePen = { words: WORDS[language], own, colors: pc.createColors(color) };
  const empty = (sentence: string) => emptySentence(advice, sentence, own);
  const sections = [
    head(advice, pen),
    section(own.mends, empty(own.nothing), mends(advice, pen), pen),
    section(own.traffic, empty(own.noTraffic), traffic(advice, pen), pen),
    section(
      own.warnings,
      empty(advice.step === 'downgrade' ? own.stepBack : own.noWarnings),
      advice.warnings.flatMap((one) => warning({ ...one, source: docsAddress(one.source, language) }, pen)),
      pen,
    ),
    ...(advice.orphans > 0 ? [own.orphans(advice.orphans)] : []),
    ...(advice.error === undefined
      ? []
      : [`${pen.words.failures}${pen.words.colon}${printable(advice.error)}`]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Advice for programs: as it is. */
export function formatAdviceJson(advice: Advice): string {
  return `${JSON.stringify(advice, null, 2)}\n`;
}

function section(title: string, empty: string, lines: readonly string[], { colors }: AdvicePen): string {
  return [colors.bold(title), ...(lines.length > 0 ? lines : [`  ${empty}`])].join('\n');
}

/** What the check will say; of a target that is not newer than what runs, that it is no upgrade. */
export function verdictSentence({ step, verdict }: Advice, own: AdviceWords): string {
  if (step !== 'same' && step !== 'downgrade') return own.verdicts[verdict];
  return `${own.noUpgrade[step]}${own.noUpgradeVerdicts[verdict]}`;
}

/** That there is nothing, as far as that is known. */
export function emptySentence({ error }: Advice, sentence: string, { nothingRead }: AdviceWords): string {
  return error === undefined ? sentence : nothingRead;
}

function head(advice: Advice, { own, words, colors }: AdvicePen): string {
  const { clusterName, clusterId, verdict, console: view, step, ccmVersion, at, confirmed } = advice;
  const paint = { ready: colors.green, blocked: colors.red, unknown: colors.yellow }[verdict];
  const from = ccmVersion === undefined ? undefined : printable(ccmVersion);
  return [
    colors.bold(printable(own.title(nameOf(clusterName, clusterId), targetOf(advice)))),
    own.steps[step](from, at),
    paint(verdictSentence(advice, own)),
    ...(view.recorded + view.hidden > 0 ? [words.console(view.recorded, view.shown, view.hidden)] : []),
    ...(confirmed ? [] : [colors.dim(own.unconfirmed)]),
  ].join('\n');
}

function nameOf(name: string, id: string): string {
  return name === '' ? id : `${name} (${id})`;
}

function targetOf({ targetCcmVersion }: Advice): string {
  return `v${targetCcmVersion.replace(/^v/, '')}`;
}

function mends({ mends: all }: Advice, pen: AdvicePen): string[] {
  const rules = ruleNames(all);
  return all.flatMap((mend, index) => mendLines(mend, index + 1, rules, pen));
}

/** Rules of findings by id, to say behind what another stands. */
export function ruleNames(mends: readonly Mend[]): ReadonlyMap<string, string> {
  return new Map(
    mends.flatMap(({ rule, services }) =>
      services.flatMap(({ faults }) => faults.map(({ findingId }) => [findingId, rule] as const)),
    ),
  );
}

/** What a group of faults is called: the check's words, the rule's title, the attributes. */
export function mendTitle({ phrase, title, fields, effect }: Mend): string {
  const said = phrase !== null && effect === 'fails-check' ? `"${phrase}" · ` : '';
  return `${said}${title}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`;
}

function mendLines(mend: Mend, number: number, rules: ReadonlyMap<string, string>, pen: AdvicePen): string[] {
  const { own, words, colors } = pen;
  const notes = [
    own.counted(mend.services.length),
    ...(mend.effect === 'breaks-sync' ? [own.brokenSync] : mend.depth > 0 ? [own.later] : []),
  ];
  return [
    `${String(number).padStart(3)}. ${colors.bold(printable(mendTitle(mend)))}${words.colon}${notes.join(own.semicolon)}`,
    ...mend.services.flatMap(({ namespace, service, faults }) =>
      faults.map(({ findingId, message, behind }) => {
        const after =
          behind === undefined ? '' : `${words.comma}${own.behind(rules.get(behind) ?? '', behind)}`;
        return `     ${printable(`${namespace}/${service}`)}  ${printable(message)} ${colors.dim(`[${mend.rule} ${findingId}${after}]`)}`;
      }),
    ),
    ...mend.ways.flatMap(({ text, commands }) => [
      `     → ${printable(text)}`,
      ...commands.map((command) => `         ${colors.cyan(printable(command))}`),
    ]),
  ];
}

function traffic({ traffic: changes, weights }: Advice, pen: AdvicePen): string[] {
  return changes.flatMap((change) => [
    ...changeLines(change, pen),
    ...(change.kind === 'weights' ? weights.flatMap((shift) => shiftLines(shift, pen)) : []),
  ]);
}

function changeLines(
  { kind, rule, text, items }: TrafficChange,
  { own, words, colors }: AdvicePen,
): string[] {
  const more = items.length - MOST_NAMED;
  return [
    `  ${colors.bold(own.kinds[kind])}${words.colon}${printable(text)} ${colors.dim(`[${rule}]`)}`,
    ...items
      .slice(0, MOST_NAMED)
      .map(
        ({ namespace, service, message }) =>
          `    ${printable(`${namespace}/${service}`)}  ${printable(message)}`,
      ),
    ...(more > 0 ? [`    ${own.more(more)}`] : []),
  ];
}

function shiftLines(shift: GroupShift, { own }: AdvicePen): string[] {
  const table = new Table({
    head: [...own.weightColumns],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
  });
  for (const row of shiftRows(shift))
    table.push(row.map((cell) => (typeof cell === 'string' ? printable(cell) : cell)));
  return [
    `  ${printable(own.weights(`${shift.namespace}/${shift.service}`, shift.group))}`,
    table.toString(),
  ];
}

/** One row a backend: who it is, and its weight and share of the traffic before and after. */
export function shiftRows({ backends }: GroupShift): (string | number)[][] {
  return backends.map(({ serverId, serverIp, port, node, before, after, shareBefore, shareAfter }) => [
    serverIp === undefined ? `${serverId}:${port}` : `${serverId} ${serverIp}:${port}`,
    node ?? '',
    before,
    after,
    `${shareBefore} %`,
    `${shareAfter} %`,
  ]);
}

function warning(one: VersionWarning, { own, words, colors }: AdvicePen): string[] {
  const named = one.services.slice(0, MOST_NAMED).map(printable);
  return [
    `  ${colors.yellow('▲')} ${one.since === undefined ? own.always : own.since(one.since)} ${colors.dim(`[${one.id}]`)} ${one.text}`,
    `      ${own.concerned(named, one.services.length - named.length)}`,
    `      ${colors.dim(`${own.source}${words.colon}${one.source}`)}`,
  ];
}
