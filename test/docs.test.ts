import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const SCRIPTS = Object.keys((JSON.parse(textOf('package.json')) as { scripts: object }).scripts);

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** All tokens of a page, those within others too. */
function tokensOf(markdown: string): readonly Token[] {
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => void tokens.push(token));
  return tokens;
}

/** Where a page leads within this repository: links and pictures, without those to the web. */
function linksOf(page: string): readonly string[] {
  return tokensOf(textOf(page)).flatMap((token) =>
    (token.type === 'link' || token.type === 'image') && !/^\w+:/.test(token.href) ? [token.href] : [],
  );
}

/** What a page may be entered by: its headings as GitHub names them, and its own anchors. */
function anchorsOf(page: string): ReadonlySet<string> {
  const text = textOf(page);
  const anchors = new Set([...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id));
  for (const token of tokensOf(text)) {
    if (token.type !== 'heading') continue;
    const name = nameOf(token.text);
    let anchor = name;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${name}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

function nameOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** What is wrong with a link of a page; undefined if nothing is. */
function linkFault(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), decodeURIComponent(path));
  if (!target.startsWith(ROOT) || !existsSync(target)) return `${link}: there is no such file`;
  if (anchor === undefined) return undefined;
  return anchorsOf(target.slice(ROOT.length)).has(anchor) ? undefined : `${link}: there is no such heading`;
}

function scriptsIn(page: string): readonly string[] {
  return [...textOf(page).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
}

describe.each(PAGES)('%s', (page) => {
  it('leads only to files and headings that are there', () => {
    const faults = linksOf(page).flatMap((link) => linkFault(page, link) ?? []);

    expect(faults).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const unknown = scriptsIn(page).filter((script) => !SCRIPTS.includes(script));

    expect(unknown).toEqual([]);
  });
});

it('all pages can be reached from README.md', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const link of linksOf(page)) {
      const target = resolve(ROOT, dirname(page), link.replace(/#.*/, '')).slice(ROOT.length);
      if (PAGES.includes(target)) reached.add(target);
    }
  }

  expect([...reached].sort()).toEqual([...PAGES].sort());
});

it('no page that npm packs leads to a file that it leaves out', () => {
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pack] = JSON.parse(out) as [{ readonly files: readonly { readonly path: string }[] }];
  const packed = new Set(pack.files.map(({ path }) => path));

  const missing = PAGES.filter((page) => packed.has(page)).flatMap((page) =>
    linksOf(page)
      .map((link) =>
        resolve(ROOT, dirname(page), link.replace(/#.*/, '') || page.replace(/.*\//, '')).slice(ROOT.length),
      )
      .filter((target) => !packed.has(target))
      .map((target) => `${page}: ${target}`),
  );

  expect(packed.size).toBeGreaterThan(PAGES.length);
  expect(missing).toEqual([]);
});

describe('the log lines of docs/operations.md', () => {
  /** The texts of all lines that are logged. `serve` begins some of them with the name of what it does. */
  function loggedTexts(): readonly string[] {
    const files = readdirSync(join(ROOT, 'shared'), { recursive: true, encoding: 'utf8' });
    const code = files
      .filter((file) => /^(service|run)\/.*\.ts$/.test(file))
      .map((file) => textOf(`shared/${file}`))
      .join('\n');
    const whole = [...code.matchAll(/\blog(?:Of\(\w+\))?\.(?:info|warn|error)\(\s*'([^']+)'/g)];
    const ends = [...code.matchAll(/\blog(?:Of\(\w+\))?\.(?:info|warn|error)\(\s*`\$\{name\}([^`]+)`/g)];
    const names = [...code.matchAll(/\bperform\('(\w+)'/g)];
    return [
      ...whole.map(([, text = '']) => text),
      ...ends.flatMap(([, end = '']) => names.map(([, name = '']) => name + end)),
    ];
  }

  function documented(): readonly string[] {
    const [, section = ''] = /^### The lines\n(.*?)^### /ms.exec(textOf('docs/operations.md')) ?? [];
    return section
      .split('\n')
      .filter((line) => line.startsWith('| `') && !line.startsWith('| `msg`'))
      .flatMap((line) =>
        [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
      );
  }

  it('are those that the code writes, each and no other', () => {
    const written = loggedTexts();
    const named = documented();

    expect(written.length).toBeGreaterThan(20);
    expect([...new Set(named)].sort()).toEqual([...new Set(written)].sort());
  });
});
