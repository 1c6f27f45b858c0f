import { bytesWithin } from './body.ts';
import type { Section } from './digest-sections.ts';
import type { DigestWords, SectionName } from './digest-words.ts';

/** So many entries, by section. */
export type Left = ReadonlyMap<SectionName, number>;

/** The text of each page, and what found no room on the last. */
export interface Pages {
  readonly texts: readonly string[];
  readonly left: Left;
}

/** How much room a section is given where there is too little for all: 0 is what became blocked, 1 what is urgent too. */
const TIERS: Readonly<Partial<Record<SectionName, 0 | 1>>> = { blocked: 0, failing: 1, sync: 1, unread: 1 };
const LAST_TIER = 2;

/**
 * So many lines of each group, by tier, are tried one after the other: many clusters with a few lines each say more than
 * one with all of its.
 */
const LINES_OF_A_GROUP: readonly (readonly [number, number, number])[] = [
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  [50, 50, 50],
  [20, 20, 20],
  [20, 20, 5],
  [20, 10, 1],
  [20, 5, 1],
  [10, 1, 1],
  [5, 1, 1],
  [1, 1, 1],
];

/**
 * Fills pages with sections, cut between two lines alone. What is left out of a group is told by number there; what has
 * no room at all, in `left`.
 * @param room bytes of a request body that each page may take
 */
export function layOut(
  sections: readonly Section[],
  words: DigestWords,
  { room, most }: { readonly room: number; readonly most: number },
): Pages {
  let pages: Pages = { texts: [], left: new Map() };
  for (const lines of LINES_OF_A_GROUP) {
    pages = fill(piecesOf(sections, words, lines), words, room, most);
    // Where what is left out (if anything is) is as short as can be, nothing above it is shortened for its sake.
    const cut = Math.min(...[...pages.left.keys()].map(tierOf));
    if (lines.slice(cut).every((most) => most === 1)) break;
  }
  return pages;
}

/** What is never cut. */
interface Piece {
  readonly section: SectionName;
  readonly heading: string;
  readonly text: string;
  /** Entries that stand in it, or that it only counts. */
  readonly entries: number;
}

function piecesOf(
  sections: readonly Section[],
  words: DigestWords,
  mostByTier: (typeof LINES_OF_A_GROUP)[number],
): readonly Piece[] {
  return sections.flatMap(({ name: section, groups }) =>
    groups.flatMap(({ heading, isNews, lines }) => {
      const most = mostByTier[tierOf(section)];
      const hidden = Math.max(0, lines.length - most);
      const shown = hidden > 0 ? lines.slice(0, most) : lines;
      const texts = shown.map((line) => ({ text: `- ${line}\n`, entries: 1 }));
      if (hidden > 0) texts.push({ text: `- ${words.moreHere(hidden)}\n`, entries: hidden });
      const [first = { text: '', entries: 0 }, ...rest] = texts;
      return [{ ...first, entries: first.entries + (isNews ? 1 : 0) }, ...rest].map(
        (piece): Piece => ({ ...piece, section, heading }),
      );
    }),
  );
}

function tierOf(section: SectionName): 0 | 1 | 2 {
  return TIERS[section] ?? LAST_TIER;
}

interface Page {
  readonly text: string;
  readonly bytes: number;
  readonly section: SectionName;
  readonly heading: string;
}

function fill(pieces: readonly Piece[], words: DigestWords, room: number, most: number): Pages {
  const done: string[] = [];
  let page: Page | undefined;
  let before: Piece | undefined;
  for (const [index, piece] of pieces.entries()) {
    let next: Page = added(page, piece, before, words);
    if (page && next.bytes > room) {
      done.push(page.text);
      page = undefined;
      if (done.length === most) return { texts: done, left: countOf(pieces.slice(index)) };
      next = added(page, piece, before, words);
    }
    page = next;
    before = piece;
  }
  return { texts: page ? [...done, page.text] : done, left: new Map() };
}

/** The page with one more piece, and the titles that it needs. On a new page they are said again. */
function added(page: Page | undefined, piece: Piece, before: Piece | undefined, words: DigestWords): Page {
  const { section, heading, text } = piece;
  const isNewSection = page?.section !== section;
  const isNewGroup = heading !== '' && (isNewSection || page.heading !== heading);
  const again = (known: boolean) => (!page && known ? words.continued : '');
  const inSection = before?.section === section;
  const title = isNewSection ? `\n#### ${words.sections[section]}${again(inSection)}\n\n` : '';
  const name = isNewGroup
    ? `${isNewSection ? '' : '\n'}${heading}${again(inSection && before.heading === heading)}\n\n`
    : '';
  const more = `${title}${name}${text}`;
  return {
    text: `${page?.text ?? ''}${more}`,
    bytes: (page?.bytes ?? 0) + bytesWithin(more),
    section,
    heading,
  };
}

function countOf(pieces: readonly Piece[]): Left {
  const left = new Map<SectionName, number>();
  for (const { section, entries } of pieces) left.set(section, (left.get(section) ?? 0) + entries);
  return left;
}
