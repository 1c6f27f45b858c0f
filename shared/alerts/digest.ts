import type { Language } from '../rules/rule.ts';
import { bodyBytes, bytesWithin, mentions } from './body.ts';
import { type Digest, hasNews } from './digest-data.ts';
import { context, headline, more, reportLink, totals } from './digest-frame.ts';
import { type Left, layOut } from './digest-pages.ts';
import { type Section, sectionsOf } from './digest-sections.ts';
import { DIGEST_WORDS, type DigestWords } from './digest-words.ts';
import type { Message } from './robot.ts';

const DEFAULT_MESSAGES = 5;
/** Less than a robot takes: what DingTalk counts is not known to the byte. */
const LONGEST_MESSAGE_BYTES = 19_000;
/** More numbers would take the place of what they are called for. */
const MOST_MOBILES = 100;
const LONGEST_MOBILE = 20;

/** How a digest is worded for one robot. */
export interface DigestOptions {
  /** That of the digest's own texts. */
  readonly language: Language;
  /** Called on when there is something to do, in the first message alone; of more than 100 numbers the first 100. */
  readonly atMobiles: readonly string[];
  /** To the report: http or https. */
  readonly link?: string;
  /** So many at most; 5. */
  readonly maxMessages?: number;
}

/**
 * The messages of a digest, what must be done first at the start. Nothing is lost in silence: what has no room is told
 * by number. None at all when nothing is new, unless it is the daily summary.
 */
export function digestMessages(digest: Digest, options: DigestOptions): readonly Message[] {
  if (!hasNews(digest) && !digest.summary) return [];
  const words = DIGEST_WORDS[options.language];
  const most = Math.max(1, Math.floor(options.maxMessages ?? DEFAULT_MESSAGES));
  const mobiles = options.atMobiles.filter(({ length }) => length <= LONGEST_MOBILE).slice(0, MOST_MOBILES);
  const sections = sectionsOf(digest, words);
  const head = headOf(digest, words, mobiles);
  const foot = footOf(digest, words, options.link);

  // Whatever page comes last, head and foot have room on it.
  const widest = {
    title: head.title(most, most),
    text: `${head.text(1, most)}${foot(everything(sections))}`,
  };
  const room = LONGEST_MESSAGE_BYTES - bodyBytes(widest, mobiles) - bytesWithin('\n');
  const { texts, left } = layOut(sections, words, { room, most });

  const pages = texts.length > 0 ? texts : [''];
  return pages.map((page, index) => {
    const part = index + 1;
    const end = part === pages.length ? `\n${foot(left)}` : '';
    const text = `${head.text(part, pages.length)}${page}${end}`.trimEnd();
    return { title: head.title(part, pages.length), text };
  });
}

interface Head {
  readonly title: (part: number, of: number) => string;
  readonly text: (part: number, of: number) => string;
}

function headOf(digest: Digest, words: DigestWords, mobiles: readonly string[]): Head {
  const news = headline(digest, words);
  const title = (part: number, of: number) =>
    `${words.product}${of > 1 ? words.part(part, of) : ''}${words.colon}${news}`;
  const call = needsHands(digest) && mobiles.length > 0 ? `${mentions(mobiles)}\n\n` : '';
  return {
    title,
    text: (part, of) =>
      part === 1
        ? `### ${title(part, of)}\n\n${call}${context(digest, words)}\n`
        : `### ${title(part, of)}\n`,
  };
}

function footOf(digest: Digest, words: DigestWords, link: string | undefined): (left: Left) => string {
  const standing = totals(digest, words);
  const report = reportLink(link, words);
  return (left) => {
    const rest = more(left, words);
    const [before, after] = rest === '' ? ['', report] : [`${rest} ${report}`.trimEnd(), ''];
    return [before, standing, after].filter((part) => part !== '').join('\n\n');
  };
}

/** Whether anything new asks for somebody's work. Nobody is woken to hear that all is well, or as it was. */
function needsHands({ changes, items }: Digest): boolean {
  return changes.some(({ to }) => to !== 'ready') || items.some(({ kind }) => kind !== 'resolved');
}

function everything(sections: readonly Section[]): Left {
  const sizes = sections.map(({ name, groups }) => {
    const size = groups.reduce((sum, { lines, isNews }) => sum + lines.length + (isNews ? 1 : 0), 0);
    return [name, size] as const;
  });
  return new Map(sizes);
}
