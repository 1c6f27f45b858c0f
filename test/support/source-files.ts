import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'rolldown/utils';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Made by `npm run page-code`: one constant each, which holds code as text. */
const GENERATED = 'shared/formats/html/generated/';

/** A file of the project, as its syntax tree says it. */
export interface SourceFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  /** Files of the project that it imports, as types or by `import()` too. */
  readonly imports: readonly string[];
  /** Packages and modules of Node that it imports. */
  readonly packages: readonly string[];
  /** Declarations that it exports without a doc comment. */
  readonly undocumented: readonly string[];
  /** What it uses of the world around it without an import: the clock, chance, the process, the network. */
  readonly ambient: readonly string[];
}

/** All TypeScript files below folders of the project, but for what is generated. */
export function readSourceFiles(folders: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        posix.join(folder, name.replaceAll('\\', '/')),
      ),
    )
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith(GENERATED))
    .map((path) => readSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** What the text of one file imports and exports. */
export function readSource(path: string, text: string): SourceFile {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const specifiers = [...new Set(specifiersIn(program))];
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  const isDocumented = (start: number) =>
    docs.some(({ end }) => end <= start && text.slice(end, start).trim() === '');
  return {
    path,
    imports: specifiers
      .filter((one) => one.startsWith('.'))
      .map((one) => posix.join(dirname(path).replaceAll('\\', '/'), one)),
    packages: specifiers.filter((one) => !one.startsWith('.')),
    undocumented: program.body
      .filter((node) => node.type === 'ExportNamedDeclaration' && node.declaration !== null)
      .filter(({ start }) => !isDocumented(start))
      .map(({ start }) => text.slice(start).split('\n', 1).join()),
    ambient: [...new Set(ambientIn(program))],
  };
}

/** Globals that give another answer tomorrow, or do something. */
const WORLD = ['process', 'performance', 'fetch', 'console', 'crypto', 'globalThis', 'global', 'WebSocket'];
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const CHANCE = ['Date.now', 'Math.random'];

interface TreeNode {
  readonly type?: string;
  readonly name?: unknown;
  readonly object?: TreeNode;
  readonly property?: TreeNode;
  readonly callee?: TreeNode;
  readonly arguments?: readonly unknown[];
  readonly key?: TreeNode;
  readonly computed?: boolean;
  readonly shorthand?: boolean;
}

function ambientIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(ambientIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, name, object, property, callee, key, computed, shorthand, ...rest } = node as TreeNode;
  if (type?.startsWith('TS') && !('expression' in rest)) return [];
  if (type === 'Identifier' && typeof name === 'string')
    return [...WORLD, ...TIMERS].includes(name) ? [name] : [];
  const inside = [
    ...ambientIn(object),
    ...(computed ? ambientIn([property, key]) : []),
    ...(shorthand ? ambientIn(key) : []),
    ...ambientIn(callee),
    ...Object.values(rest).flatMap(ambientIn),
  ];
  const member = `${object?.name}.${property?.name}`;
  const isNow = callee?.name === 'Date' && (type === 'CallExpression' || rest.arguments?.length === 0);
  return [...inside, ...(CHANCE.includes(member) ? [member] : []), ...(isNow ? ['new Date()'] : [])];
}

/** Of `import` and `export … from`, of `import()`, and of `import('…')` as a type, wherever they stand. */
function specifiersIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(specifiersIn);
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap(specifiersIn);
  const { source } = node as { readonly source?: { readonly value?: unknown } | null };
  return typeof source?.value === 'string' ? [source.value, ...inside] : inside;
}
