import { describe, expect, it } from 'vitest';
import { readSource, readSourceFiles, type SourceFile } from './support/source-files.ts';

/** The way of data and imports, of docs/architecture.md. Examples show the rules, and the command line shows them. */
const WAY = [
  'sources',
  'snapshot',
  'model',
  'rules',
  'report',
  'scan',
  'store',
  'alerts',
  'invoke',
  'run',
  'formats',
  'http',
  'service',
  'examples',
  'cli',
  'functions',
];
/** From here on the config may be known. */
const CONFIG_FROM = WAY.indexOf('scan');
/** Knows no network, no clock, no config: what it may import besides itself. */
const PURE = ['snapshot', 'model', 'rules', 'report'];
const PURE_PACKAGES = [
  '@sinclair/typebox',
  '@sinclair/typebox/compiler',
  'fastest-levenshtein',
  'node:crypto',
  'node:net',
];

/** The folder of `WAY`, or what stands beside it: `base` (single files and the log), `config`, `library`, or outside. */
function layerOf(path: string): string {
  const [top = '', folder = '', file] = path.split('/');
  if (top !== 'shared') return top;
  if (file === undefined) return folder === 'index.ts' ? 'library' : 'base';
  return folder === 'log' ? 'base' : folder;
}

function mayImport(from: string, to: string): boolean {
  if (from === to || to === 'base') return true;
  if (from === 'base' || from === 'config') return false;
  if (to === 'config') return WAY.indexOf(from) >= CONFIG_FROM;
  if (from === 'library') return WAY.indexOf(to) < CONFIG_FROM && WAY.includes(to);
  if (to === 'library') return from === 'examples';
  return WAY.includes(to) && WAY.indexOf(to) < WAY.indexOf(from);
}

/** Arrows that run back, or to where nothing of the product may lead. */
function arrowsBack(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter((to) => !mayImport(layerOf(path), layerOf(to))).map((to) => `${path} → ${to}`),
  );
}

/** Every circle of imports that a walk from each file meets, once, from its first file back to it. */
function circles(files: readonly SourceFile[]): readonly string[] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) found.push([...way.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

const PRODUCT = readSourceFiles(['shared', 'functions', 'examples']);
const REST = readSourceFiles(['bench', 'test']);

describe('imports', () => {
  it('run one way, from the sources to the functions', () => {
    expect(PRODUCT.length).toBeGreaterThan(400);
    expect(arrowsBack(PRODUCT)).toEqual([]);
  });

  it('form no circle, not even of types', () => {
    expect(circles([...PRODUCT, ...REST])).toEqual([]);
  });

  it('of what is pure are few, and none of them reads or calls anything', () => {
    const pure = PRODUCT.filter(({ path }) => PURE.includes(layerOf(path)));

    const packages = pure.flatMap((file) => file.packages);

    expect(packages).toContain('node:crypto');
    expect(packages.filter((name) => !PURE_PACKAGES.includes(name))).toEqual([]);
  });
});

describe('what is pure', () => {
  it('knows no clock, no chance and no process, but for the time the library was loaded', () => {
    const pure = PRODUCT.filter(({ path }) => PURE.includes(layerOf(path)));

    const uses = pure.flatMap(({ path, ambient }) => ambient.map((use) => `${path}: ${use}`));

    expect(uses).toEqual(['shared/report/audit-snapshot.ts: Date.now']);
  });
});

describe('what is exported', () => {
  it('says in a comment what it is', () => {
    const undocumented = PRODUCT.flatMap((file) =>
      file.undocumented.map((declaration) => `${file.path}: ${declaration}`),
    );

    expect(undocumented).toEqual([]);
  });
});

describe('the reading of imports', () => {
  it.each([
    ["import { a } from '../rules/a.ts';", 'shared/rules/a.ts'],
    ["import type { A } from '../rules/a.ts';", 'shared/rules/a.ts'],
    ["export { a } from './a.ts';", 'shared/model/a.ts'],
    ["export * from './a.ts';", 'shared/model/a.ts'],
    ["import './a.ts';", 'shared/model/a.ts'],
    ["export const a = () => import('./a.ts');", 'shared/model/a.ts'],
    ["export type A = import('../../test/a.ts').A;", 'test/a.ts'],
    ["type A = typeof import('./a.ts');", 'shared/model/a.ts'],
  ])('sees %s', (text, file) => {
    expect(readSource('shared/model/x.ts', text).imports).toEqual([file]);
  });

  it.each([
    ["// import './a.ts'"],
    ['export const text = "import \'./a.ts\'";'],
    ["import fs from 'node:fs';"],
  ])('sees none in %s', (text) => {
    expect(readSource('shared/model/x.ts', text).imports).toEqual([]);
  });

  it.each([
    ['/** A number. */\nexport const a = 1;', []],
    ['export const a = 1;', ['export const a = 1;']],
    ['// A number.\nexport const a = 1;', ['export const a = 1;']],
    ['/** Of the file. */\nconst b = 1;\nexport const a = b;', ['export const a = b;']],
    ['export interface A {}\n/** Stands after it. */', ['export interface A {}']],
    ['/** A. */\nexport interface A {}\nexport function f() {}', ['export function f() {}']],
  ])('finds in %j undocumented %j', (text, undocumented) => {
    expect(readSource('shared/model/x.ts', text).undocumented).toEqual(undocumented);
  });
});

describe('the reading of what a file uses without an import', () => {
  it.each([
    ['const a = Date.now();', ['Date.now']],
    ['const a = () => [new Date()];', ['new Date()']],
    ['const a = Date();', ['new Date()']],
    ['const a = Math.random() + 1;', ['Math.random']],
    ['if (process.env.A) a();', ['process']],
    ['const a = [performance.now()];', ['performance']],
    ['await fetch(url);', ['fetch']],
    ['setTimeout(a, 1);', ['setTimeout']],
    ['const later = setImmediate;', ['setImmediate']],
    ['const a = { process };', ['process']],
    ['const a = b[process.pid];', ['process']],
    ['const a = process as Other;', ['process']],
    ['const { env } = globalThis;', ['globalThis']],
  ])('sees what %s uses', (text, uses) => {
    expect(readSource('shared/model/x.ts', text).ambient).toEqual(uses);
  });

  it.each([
    ['const a = new Date(now);'],
    ['const a = Date.parse(text);'],
    ['const a = Math.max(1, 2);'],
    ['const a = b.process;'],
    ['const a = { process: 1 };'],
    ['interface A { readonly process: string; now?: Date }'],
    ['const a = (b: typeof fetch) => b;'],
  ])('sees nothing in %s', (text) => {
    expect(readSource('shared/model/x.ts', text).ambient).toEqual([]);
  });
});

describe('the order of imports', () => {
  it.each([
    ['shared/model/a.ts', 'shared/snapshot/a.ts'],
    ['shared/model/desired/a.ts', 'shared/model/b.ts'],
    ['shared/rules/a.ts', 'shared/errors.ts'],
    ['shared/scan/a.ts', 'shared/config/a.ts'],
    ['shared/cli/a.ts', 'examples/rules/a.ts'],
    ['functions/a.ts', 'shared/cli/a.ts'],
    ['shared/index.ts', 'shared/report/a.ts'],
    ['examples/a.ts', 'shared/index.ts'],
  ])('allows %s to import %s', (path, to) => {
    expect(arrowsBack([{ path, imports: [to], packages: [], undocumented: [], ambient: [] }])).toEqual([]);
  });

  it.each([
    ['shared/snapshot/a.ts', 'shared/model/a.ts'],
    ['shared/rules/a.ts', 'shared/config/a.ts'],
    ['shared/config/a.ts', 'shared/rules/a.ts'],
    ['shared/errors.ts', 'shared/model/a.ts'],
    ['shared/log/a.ts', 'shared/store/a.ts'],
    ['shared/store/a.ts', 'shared/index.ts'],
    ['shared/index.ts', 'shared/scan/a.ts'],
    ['shared/model/a.ts', 'examples/a.ts'],
    ['shared/cli/a.ts', 'functions/cli.ts'],
    ['shared/cli/a.ts', 'test/servers/a.ts'],
    ['functions/a.ts', 'bench/a.ts'],
    ['shared/new/a.ts', 'shared/model/a.ts'],
  ])('forbids %s to import %s', (path, to) => {
    expect(arrowsBack([{ path, imports: [to], packages: [], undocumented: [], ambient: [] }])).toEqual([
      `${path} → ${to}`,
    ]);
  });

  it.each([
    [{ a: ['b'], b: ['c'], c: ['a'] }, ['a → b → c → a']],
    [{ a: ['a'] }, ['a → a']],
    [{ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    [{ a: ['b'], b: ['c'], c: ['b'] }, ['b → c → b']],
  ])('finds in %j the circles %j', (graph, expected) => {
    const files = Object.entries(graph).map(([path, imports]) => ({
      path,
      imports,
      packages: [],
      undocumented: [],
      ambient: [],
    }));

    expect(circles(files)).toEqual(expected);
  });
});
