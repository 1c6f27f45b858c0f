import { type Document, type ErrorCode, LineCounter, Parser, parseDocument, visit } from 'yaml';

/**
 * Far beyond any config: 1 MiB of text, 50 levels, 2,000 keys in one object, 20 faults of syntax, 500 aliases, and 100
 * uses of an anchor. The parser compares every key of an object with every other, and looks through the whole text for
 * the anchor of every alias: without bounds a text of 1 MiB takes it minutes.
 */
const MOST_TEXT = 1_048_576;
const MOST_LEVELS = 50;
const MOST_KEYS = 2_000;
const MOST_FAULTS = 20;
const MOST_ALIASES = 500;
const MOST_USES = 100;

/** The value of a YAML or JSON text, or its faults of syntax: `line 3, column 5: tabs may not indent`. */
type ReadYaml =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly faults: readonly string[] };

/** The parser's own messages quote the text, and it may hold a secret that should not be there: so these instead. */
const WORDING = {
  ALIAS_PROPS: 'an alias can have no anchor or tag',
  BAD_ALIAS: 'this is no alias',
  BAD_COLLECTION_TYPE: 'the tag does not fit',
  BAD_DIRECTIVE: 'this is no directive',
  BAD_DQ_ESCAPE: 'there is no such escape in double quotes',
  BAD_INDENT: 'the indentation or a closing bracket is wrong',
  BAD_PROP_ORDER: 'an anchor or tag stands in the wrong place',
  BAD_SCALAR_START: 'text that begins like this needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'keys and values are mixed up (two colons in one line?)',
  BLOCK_IN_FLOW: 'indented parts cannot stand within brackets',
  DUPLICATE_KEY: 'this key stands twice in one object',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'this key is too long',
  MISSING_CHAR: 'a character is missing (a quote, bracket, comma, colon or space)',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line',
  MULTIPLE_ANCHORS: 'there can be one anchor',
  MULTIPLE_DOCS: 'there can be one document',
  MULTIPLE_TAGS: 'there can be one tag',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'this is nested too deeply',
  TAB_AS_INDENT: 'tabs may not indent',
  TAG_RESOLVE_FAILED: 'tags cannot be used',
  UNEXPECTED_TOKEN: 'this does not belong here',
} as const satisfies Record<ErrorCode, string>;

/** Reads YAML 1.2, of which JSON is a part. Keys are text and stand once; tags and merge keys mean nothing. */
export function readYaml(text: string): ReadYaml {
  if (text.length > MOST_TEXT) return { ok: false, faults: ['this is too long for a config'] };
  const { levels, keys, aliases } = extentOf(text);
  if (levels > MOST_LEVELS) return { ok: false, faults: ['this is nested too deeply for a config'] };
  if (keys > MOST_KEYS) return { ok: false, faults: ['an object has too many keys for a config'] };
  if (aliases > MOST_ALIASES) return { ok: false, faults: ['aliases are used too often'] };

  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    resolveKnownTags: false,
    merge: false,
    stringKeys: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    text: WORDING[error.code],
  }));
  if (problems.length === 0) problems.push(...brokenAliases(document));
  if (problems.length > 0) return { ok: false, faults: inOrder(problems, lines) };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MOST_USES }) };
  } catch {
    return { ok: false, faults: ['aliases are used too often'] };
  }
}

interface Problem {
  readonly offset: number;
  readonly text: string;
}

function inOrder(problems: readonly Problem[], lines: LineCounter): string[] {
  const faults = problems
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, text }) => {
      const { line, col } = lines.linePos(offset);
      return `line ${line}, column ${col}: ${text}`;
    });
  return [...new Set(faults)].slice(0, MOST_FAULTS);
}

function brokenAliases(document: Document): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias(_, alias, ancestors) {
      const anchored = alias.resolve(document);
      const offset = alias.range?.[0] ?? 0;
      if (!anchored) problems.push({ offset, text: 'this alias has no anchor before it' });
      else if (ancestors.includes(anchored)) {
        problems.push({ offset, text: 'this alias stands within what it repeats' });
      }
    },
  });
  return problems;
}

interface Token {
  readonly type?: string;
  readonly start?: { readonly type?: string };
  readonly items?: readonly unknown[];
  readonly key?: unknown;
  readonly value?: unknown;
}

/**
 * How deep lists and objects stand in each other, how many keys the largest object has, and how many aliases there are.
 * Without recursion: composing thousands of levels ends the process.
 */
function extentOf(text: string): {
  readonly levels: number;
  readonly keys: number;
  readonly aliases: number;
} {
  let [levels, keys, aliases] = [0, 0, 0];
  const open: [token: unknown, depth: number][] = [...new Parser().parse(text)].map((token) => [token, 0]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, depth] = next as [Token | null | undefined, number];
    if (!token) continue;
    levels = Math.max(levels, depth);
    if (token.type === 'alias') aliases++;
    if (isObject(token)) keys = Math.max(keys, token.items?.length ?? 0);
    for (const item of token.items ?? []) open.push([item, depth + 1]);
    for (const part of partsOf(token)) open.push([part, depth]);
  }
  return { levels, keys, aliases };
}

function isObject({ type, start }: Token): boolean {
  return type === 'block-map' || start?.type === 'flow-map-start';
}

/** Key and value of one entry; of anything else nothing, also where its value is a text. */
function partsOf({ items, key, value }: Token): readonly unknown[] {
  const isEntry = items === undefined && (typeof value === 'object' || typeof key === 'object');
  return isEntry ? [key, value] : [];
}
