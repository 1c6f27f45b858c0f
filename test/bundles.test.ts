import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join } from 'node:path';
import { build, type OutputChunk } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUNDLES, bundleOptions } from '../rolldown.config.ts';
import { LICENCES_FILE, packagesOf, usedModules } from '../rolldown.licences.ts';
import { runScript } from './support/bundled.ts';
import { blocks, ROOT } from './support/deploy/project.ts';
import { temporaryFolder } from './support/files.ts';

/** Slow to load, and not needed by every call. */
const LATE =
  /\/node_modules\/(@alicloud|@darabonba|@kubernetes|axios|tablestore|protobufjs|lmdb|lodash|moment)\//;

/** Licences whose code may be given on under Apache-2.0, as long as their texts are given on too. */
const LICENCES = /^(?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|MIT OR Apache-2\.0)$/;
/** `name version licence`, of all packages that were looked at: docs/dependencies.md has them. */
const REVIEWED = new Set(
  blocks(readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8'), 'text')[0]
    ?.trim()
    .split('\n'),
);
const used = new Set<string>();

const folder = temporaryFolder();

describe.each(BUNDLES)('The bundle of $name', (bundle) => {
  let chunks: readonly OutputChunk[] = [];
  const here = `${folder}/${bundle.name}`;

  beforeAll(async () => {
    const built = await build({ ...bundleOptions(bundle, folder), logLevel: 'silent' });
    chunks = built.output.filter((file) => file.type === 'chunk');
  });

  it('loads with no packages in reach, and gives a handler', async () => {
    const ended = await runScript(here, `console.log(typeof require('./index.js').handler)`);

    expect(ended).toEqual({ code: 0, out: 'function\n', err: '' });
  });

  it('gives the handler to an import too', async () => {
    const script = `import('./index.js').then(({ handler }) => console.log(typeof handler))`;

    const ended = await runScript(here, script);

    expect(ended).toEqual({ code: 0, out: 'function\n', err: '' });
  });

  it('loads no SDK before it is used', async () => {
    const script = `require('./index.js'); console.log(JSON.stringify(Object.keys(require.cache)))`;

    const { out } = await runScript(here, script);

    const loaded = (JSON.parse(out) as string[]).map((path) => basename(path));
    const modules = chunks
      .filter(({ fileName }) => loaded.includes(basename(fileName)))
      .flatMap(({ moduleIds }) => moduleIds);
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.filter((id) => LATE.test(id))).toEqual([]);
    expect(chunks.flatMap(({ moduleIds }) => moduleIds).some((id) => LATE.test(id))).toBe(true);
  });

  it('asks for nothing but its own chunks and modules of Node', () => {
    const asked = new Set(chunks.flatMap(({ code }) => askedFor(parseAst(code))));

    const foreign = [...asked].filter(
      (name) => !name.startsWith('node:') && !name.startsWith('.') && !builtinModules.includes(name),
    );
    expect(asked).toContain('./node_modules/chunks/rolldown-runtime.js');
    expect(foreign).toEqual([]);
  });

  it('has code of packages that were looked at alone, and their licences beside it', () => {
    const packages = packagesOf(chunks.flatMap(({ modules }) => usedModules(modules)));
    const licences = readFileSync(join(here, LICENCES_FILE), 'utf8');

    const named = packages.map(({ name, version, licence }) => `${name} ${version} ${licence}`);
    for (const name of named) used.add(name);
    expect(packages.length).toBeGreaterThan(100);
    expect(named.filter((name) => !REVIEWED.has(name))).toEqual([]);
    expect(packages.filter(({ licence }) => !LICENCES.test(licence))).toEqual([]);
    expect(packages.filter(({ text }) => text.length < 500 || !licences.includes(text))).toEqual([]);
  });
});

it('No package was looked at that is in no bundle', () => {
  expect([...REVIEWED].filter((name) => !used.has(name))).toEqual([]);
});

/** What `require` and `import` name in a syntax tree. */
function askedFor(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(askedFor);
  if (typeof node !== 'object' || node === null) return [];
  const { type, callee, arguments: given, source } = node as Readonly<Record<string, unknown>>;
  const isRequire = type === 'CallExpression' && (callee as { name?: unknown }).name === 'require';
  const named = isRequire ? (given as unknown[])[0] : source;
  const name = (named as { value?: unknown } | null | undefined)?.value;
  return [...(typeof name === 'string' ? [name] : []), ...Object.values(node).flatMap(askedFor)];
}
