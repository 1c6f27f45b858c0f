import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileIn, jsonIn } from './files.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Builds one program of this repository into an empty folder, with all it imports, and gives its path there. */
export function buildProgram(folder: string, source: string): string {
  const out = join(folder, 'dist');
  const config = jsonIn(folder, 'tsconfig.json', {
    extends: join(ROOT, 'tsconfig.build.json'),
    // Types are checked elsewhere.
    compilerOptions: {
      rootDir: ROOT,
      outDir: out,
      incremental: false,
      declaration: false,
      noCheck: true,
      types: ['node'],
    },
    files: [join(ROOT, source)],
    include: [],
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  fileIn(folder, 'package.json', JSON.stringify({ type: 'module' }));
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', config], { cwd: ROOT });
  return join(out, source.replace(/\.ts$/, '.js'));
}
