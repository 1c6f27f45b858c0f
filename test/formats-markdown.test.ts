import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { formatMarkdown } from '../shared/formats/markdown.ts';
import { code, codeBlock, prose, table } from '../shared/formats/markdown-text.ts';
import type { Finding, Report } from '../shared/index.ts';
import { hostileReport, hostileText } from './support/hostile-report.ts';

/** A strict CommonMark reader with tables, HTML and links in text. Names without www. are no links to GitHub either. */
const READER = new MarkdownIt({ html: true, linkify: true });
READER.linkify.set({ fuzzyLink: false });

/** Everything the format makes, and nothing else may come of it. */
const OURS = new Set(
  'heading paragraph text strong codespan code table list list_item space escape'.split(' '),
);

function typesOf(markdown: string): Map<string, number> {
  const counts = new Map<string, number>();
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    counts.set(token.type, (counts.get(token.type) ?? 0) + 1);
  });
  return counts;
}

function strictTypesOf(markdown: string): Set<string> {
  const tokens = READER.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  return new Set(tokens.map((token) => token.type.replace(/_(open|close)$/, '')));
}

/** The blocks that a report without any remote text has: what a hostile one must not add to. */
function expectedBlocks(report: Report): Readonly<Record<string, number>> {
  const { clusters, findings } = report;
  const sections = clusters.filter((one) => findings.some((finding) => finding.clusterId === one.clusterId));
  const stray = findings.some((finding) => clusters.every((one) => one.clusterId !== finding.clusterId));
  const services = new Set(findings.map((one) => JSON.stringify([one.clusterId, serviceOf(one)])));
  return {
    heading: 3 + sections.length + (stray ? 1 : 0) + services.size,
    table: 3 + findings.filter((finding) => finding.changes.length > 0).length,
  };
}

describe('text in markdown', () => {
  it.each([
    ['a name', 'web', '`web`'],
    ['a name with a backtick', 'a`b', '``a`b``'],
    ['a name that begins and ends with backticks', '`a``', '``` `a`` ```'],
    ['nothing', '', '`""`'],
    ['a name of white space', ' \n ', '`""`'],
    ['a bar', 'a|b', '`a｜b`'],
    ['a line end', 'a\nb', '`a b`'],
    ['a direction mark', 'a\u202eb', '`a\ufffdb`'],
    ['a very long text', 'x'.repeat(400), `\`${'x'.repeat(300)}…\``],
  ])('shows %s as code', (_, text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it.each([
    ['an image', '![a](b)', '!\\[a\\](b)'],
    ['html', '<b>', '\\<b\\>'],
    ['an entity', '&lt;', '\\&lt;'],
    ['an address', 'https://a.example www.b.example', 'https:／／a.example www．b.example'],
    ['people and issues', '@all #1', '＠all ＃1'],
    ['a numbered list', '1. a', '1\\. a'],
    ['a list', '- a', '\\- a'],
    ['a line under a heading', '=== a', '\\=== a'],
    ['ordinary words as they are', 'SLB lb-1 has 3.5 (of 4).', 'SLB lb-1 has 3.5 (of 4).'],
  ])('shows %s as words', (_, text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  it('fences a command with more backticks than it has', () => {
    expect(codeBlock('echo ````')).toEqual(['`````sh', 'echo ````', '`````']);
  });

  it('puts numbers on the right', () => {
    expect(table(['a', 'b'], [['x', 1]])).toEqual(['| a | b |', '| :--- | ---: |', '| x | 1 |']);
  });

  it('is read back as it was, but for what is not to be seen', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z`<>[\]()*_~&$!\\{}]{1,20}$/), (text) => {
        const [paragraph] = marked.lexer(`x ${code(text)} y`);
        const inner = paragraph && 'tokens' in paragraph ? paragraph.tokens?.[1] : undefined;

        expect(inner).toMatchObject({ type: 'codespan', text });
      }),
    );
  });

  it('is one paragraph of words, whatever it says', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const types = strictTypesOf(`- ${prose(text)}\n`);

        expect(types).toEqual(new Set([...types].filter((type) => OURS_STRICT.has(type))));
      }),
      { numRuns: 1000 },
    );
  });
});

const OURS_STRICT = new Set(
  'heading paragraph inline text strong code_inline fence table thead tbody tr th td bullet_list list_item softbreak text_special'.split(
    ' ',
  ),
);

describe('a report full of hostile names', () => {
  it.each(['en', 'zh'] as const)('has no link, image or html, and no block but its own (%s)', (language) => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = formatMarkdown(report, { language });

        const types = typesOf(text);
        const { heading, table: tables } = expectedBlocks(report);
        expect([...types.keys()].filter((type) => !OURS.has(type))).toEqual([]);
        expect([...strictTypesOf(text)].filter((type) => !OURS_STRICT.has(type))).toEqual([]);
        expect([types.get('heading'), types.get('table')]).toEqual([heading, tables]);
        expect(types.get('code') ?? 0).toBe(commandsOf(report));
        expect(READER.parse(text, {}).filter((token) => token.type === 'fence')).toHaveLength(
          commandsOf(report),
        );
        expect(text).not.toMatch(/[^\n\t\P{Cc}]|[\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every cell of a table in its place', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const lines = table(['a', 'b', 'c'], [[code(one), prose(other), code(other)]]);

        const [first] = marked.lexer(lines.join('\n'));
        const strict = READER.parse(lines.join('\n'), {}).filter((token) => token.type === 'td_open');
        expect(lines.at(-1)?.match(/(?<!\\)\|/g)).toHaveLength(4);
        expect(first).toMatchObject({ type: 'table', rows: [{ length: 3 }] });
        expect(strict).toHaveLength(3);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Commands that the markdown shows: advice to look once for each Service and text. */
function commandsOf({ findings }: Report): number {
  const own = findings.flatMap((one) => one.fixes.filter((fix) => fix.kind !== 'inspect'));
  const looks = new Map(
    findings.flatMap((one) =>
      one.fixes
        .filter((fix) => fix.kind === 'inspect')
        .map((fix) => {
          return [JSON.stringify([one.clusterId, serviceOf(one), fix.text]), fix] as const;
        }),
    ),
  );
  return [...own, ...looks.values()].filter((fix) => fix.command !== undefined).length;
}

function serviceOf({ namespace, service }: Finding): string {
  return service ? `${namespace}/${service}` : '';
}
