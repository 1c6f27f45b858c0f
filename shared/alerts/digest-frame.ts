import type { Effect } from '../rules/rule.ts';
import { EFFECTS } from '../rules/rule.ts';
import type { Digest } from './digest-data.ts';
import type { Left } from './digest-pages.ts';
import type { DigestWords, HeadlinePart } from './digest-words.ts';
import { plain } from './plain-text.ts';

const LONGEST_ID = 64;
/** A longer link would take the place of what it leads to. */
const LONGEST_LINK = 1_000;

/** The whole digest in half a line: what a phone shows before the message is opened. */
export function headline({ changes, items }: Digest, words: DigestWords): string {
  const became = (verdict: string) => changes.filter(({ to }) => to === verdict).length;
  const told = (news: string) => items.filter(({ kind }) => kind === news).length;
  const counts: readonly (readonly [HeadlinePart, number])[] = [
    ['blocked', became('blocked')],
    ['unknown', became('unknown')],
    ['new', told('new')],
    ['reopened', told('reopened')],
    ['worse', told('worse')],
    ['ready', became('ready')],
    ['resolved', told('resolved')],
  ];
  const parts = counts.filter(([, count]) => count > 0).map(([part, count]) => words.headline[part](count));
  return parts.length > 0 ? parts.join(words.comma) : words.calm;
}

/** Target, time and run, quoted. */
export function context({ targetCcmVersion, finishedAt, runId }: Digest, words: DigestWords): string {
  const target = plain(targetCcmVersion.replace(/^v/, ''), LONGEST_ID);
  return `> ${words.context(target, minuteOf(finishedAt), plain(runId, LONGEST_ID))}`;
}

/** Where things stand: verdicts, what is open, and how much was read. */
export function totals({ clusters, coverage }: Digest, words: DigestWords): string {
  const { clusters: c, services: s, loadBalancers: l } = coverage;
  const verdicts = (['ready', 'blocked', 'unknown'] as const).map((verdict) => {
    const count = clusters.filter((cluster) => cluster.verdict === verdict).length;
    return words.count(count, words.verdicts[verdict]);
  });
  const sum = (effect: Effect) => clusters.reduce((total, { open }) => total + (open[effect] ?? 0), 0);
  const open = EFFECTS.map((effect) => [sum(effect), words.effects[effect]] as const)
    .filter(([count]) => count > 0)
    .map(([count, effect]) => words.count(count, effect));
  const read = words.read(`${c.read}/${c.total}`, `${s.compared}/${s.total}`, `${l.read}/${l.total}`);
  const lines = [
    [words.totals.clusters, verdicts.join(' · ')],
    [words.totals.open, open.length > 0 ? open.join(' · ') : words.nothing],
    [words.totals.read, read],
  ];
  return lines.map(([name, text]) => `**${name}**${words.colon}${text}`).join('\n\n');
}

/** How much is not shown, and of what; nothing if all is. */
export function more(left: Left, words: DigestWords): string {
  const total = [...left.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return '';
  const breakdown = [...left].map(([section, count]) => words.left[section](count));
  return words.more(total, breakdown.join(words.comma));
}

/** A link to the report; nothing where the text is no web address. */
export function reportLink(link: string | undefined, words: DigestWords): string {
  if (link === undefined || !URL.canParse(link)) return '';
  const url = new URL(link);
  const address = url.href.replace(/[()@\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const isUsable = /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return isUsable && address.length <= LONGEST_LINK ? `[${words.report}](${address})` : '';
}

function minuteOf(iso: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return plain(iso, LONGEST_ID);
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
