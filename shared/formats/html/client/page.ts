import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../../../rules/rule.ts';
import { WORDS, type Words } from '../../words.ts';
import { MARKDOWN_WORDS, type MarkdownWords } from '../../words-markdown.ts';
import type { PageData, PageFinding } from '../page-data.ts';
import type { PageWords } from '../page-words.ts';
import type { FleetFigures } from '../view/groups.ts';
import { EVERYTHING, type Query } from '../view/query.ts';
import type { Search } from '../view/search.ts';
import { PAGE_WORDS } from '../words-page.ts';

/** What every part of the page is made with. */
export interface Page {
  readonly data: PageData;
  readonly search: Search;
  readonly byId: ReadonlyMap<string, PageFinding>;
  readonly byCluster: ReadonlyMap<string, readonly PageFinding[]>;
  readonly figures: FleetFigures;
  readonly language: Language;
  readonly words: PageWords;
  /** Words that other forms of the report have too. */
  readonly shared: Words;
  readonly markdown: MarkdownWords;
  readonly look: (query: Query) => void;
  /** Everything is shown, and nothing to press. */
  readonly isPrinting: boolean;
}

/** The page that a component is part of; undefined outside of one. Components take it from `usePage`. */
export const PageContext = createContext<Page | undefined>(undefined);

/** What the page is made with. @throws Error outside of a page */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('outside of a page');
  return page;
}

/** By itself, so that only what depends on it is drawn anew for each letter that somebody types. */
export const QueryContext = createContext<Query>(EVERYTHING);

/** What is looked for. */
export function useQuery(): Query {
  return useContext(QueryContext);
}

/** All words of one language. */
export function wordsIn(language: Language): Pick<Page, 'words' | 'shared' | 'markdown'> {
  return {
    words: PAGE_WORDS[language],
    shared: WORDS[language],
    markdown: MARKDOWN_WORDS[language],
  };
}
