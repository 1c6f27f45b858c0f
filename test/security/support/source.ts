import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { ROOT } from '../../support/deploy/project.ts';

/** What one file of the product says, as its syntax tree has it: comments are not in it. */
export interface SourceFile {
  /** From the project's folder. */
  readonly path: string;
  /** Files of the project that it imports, by `import` or `import()`; what are only types are not in it. */
  readonly files: readonly string[];
  /** Packages and modules of Node that it imports: `axios`, `node:http`. */
  readonly packages: readonly string[];
  /** All literal texts, pieces of templates among them. */
  readonly texts: readonly string[];
  /** Names of members that are called or handed on: `list` of `client.list(…)`, and of `{ list } = client`. */
  readonly members: ReadonlySet<string>;
  /** Names that stand by themselves: `fetch`, `eval`. */
  readonly names: ReadonlySet<string>;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** All files of folders of the product, but for the page code that is made of others. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts') && !name.includes('generated/'))
      .map((name) => sourceFile(`${folder}/${name}`)),
  );
}

/** Files that a file leads to, itself among them. */
export function reachedFrom(path: string, files: ReadonlyMap<string, SourceFile>): readonly SourceFile[] {
  const reached = new Set([path]);
  for (const one of reached) for (const next of files.get(one)?.files ?? []) reached.add(next);
  return [...reached].flatMap((one) => files.get(one) ?? []);
}

function sourceFile(path: string): SourceFile {
  const lang = path.endsWith('x') ? 'tsx' : 'ts';
  const nodes = [...nodesOf(parseAst(readFileSync(join(ROOT, path), 'utf8'), { lang }))];
  const sources = nodes.flatMap(importedBy);
  return {
    path,
    files: sources
      .filter((source) => source.startsWith('.'))
      .map((source) => relative(ROOT, join(ROOT, dirname(path), source))),
    packages: sources.filter((source) => !source.startsWith('.')),
    texts: nodes.flatMap(textOf).filter((text) => !sources.includes(text)),
    members: new Set(nodes.flatMap(memberOf)),
    names: new Set(nodes.flatMap(({ type, name }) => (type === 'Identifier' ? [String(name)] : []))),
  };
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one);
  else if (typeof value === 'object' && value !== null) {
    if (typeof (value as Node).type === 'string') yield value as Node;
    for (const one of Object.values(value)) yield* nodesOf(one);
  }
}

function importedBy({ type, source, importKind, exportKind }: Node): readonly string[] {
  const imports = /^(Import(Declaration|Expression)|Export(Named|All)Declaration)$/;
  if (!imports.test(type) || importKind === 'type' || exportKind === 'type') return [];
  const { value } = (source ?? {}) as { readonly value?: unknown };
  if (type === 'ImportExpression' && typeof value !== 'string')
    throw new Error('an import of what is worked out');
  return typeof value === 'string' ? [value] : [];
}

function textOf({ type, value }: Node): readonly string[] {
  if (type === 'Literal') return typeof value === 'string' ? [value] : [];
  return type === 'TemplateElement' ? [(value as { readonly cooked: string }).cooked] : [];
}

/** Of `a.b`, `a['b']` and `{ b } = a`. */
function memberOf({ type, property, key, computed }: Node): readonly string[] {
  const named = type === 'MemberExpression' ? property : type === 'Property' ? key : undefined;
  const { name, value } = (named ?? {}) as { readonly name?: unknown; readonly value?: unknown };
  if (computed) return typeof value === 'string' ? [value] : [];
  return typeof name === 'string' ? [name] : [];
}
