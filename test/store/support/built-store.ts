import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileIn, jsonIn } from '../../support/files.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;
const PROGRAM = new URL('write-rows.mjs', import.meta.url).pathname;

/** Builds the store into an empty folder: the start of a command line that runs write-rows.mjs over it. */
export function buildStore(folder: string): readonly string[] {
  const out = join(folder, 'dist');
  const config = jsonIn(folder, 'tsconfig.json', {
    extends: join(ROOT, 'tsconfig.build.json'),
    compilerOptions: { rootDir: ROOT, outDir: out, incremental: false, declaration: false, types: ['node'] },
    files: [join(ROOT, 'shared/store/file-rows.ts')],
    include: [],
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  fileIn(folder, 'package.json', JSON.stringify({ type: 'module' }));
  execFileSync('npx', ['tsc', '-p', config], { cwd: ROOT, stdio: ['ignore', 'inherit', 'ignore'] });
  return [process.execPath, PROGRAM, join(out, 'shared/store/file-rows.js')];
}
