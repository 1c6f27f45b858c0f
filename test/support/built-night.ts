import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandProcess, startProgram } from './built-command.ts';
import { fileIn, jsonIn } from './files.ts';
import type { Night } from './night.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** A night's run in a process of its own. */
export interface NightProcess extends Pick<CommandProcess, 'kill' | 'ended' | 'err'> {
  /** The names of the steps that it has done. */
  readonly steps: () => readonly string[];
  /** `done`, `busy`, or the error; undefined until it has ended by itself. */
  readonly end: () => string | undefined;
  /** Fulfilled when it has sent itself a signal, or ended. */
  readonly signalled: Promise<void>;
}

/** Builds night-process.ts into an empty folder, and gives what starts it. */
export function buildNight(folder: string): (night: Night) => NightProcess {
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
    files: [join(ROOT, 'test/support/night-process.ts')],
    include: [],
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  fileIn(folder, 'package.json', JSON.stringify({ type: 'module' }));
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', config], { cwd: ROOT });
  return (night) => start(join(out, 'test/support/night-process.js'), night);
}

function start(program: string, night: Night): NightProcess {
  const child = startProgram(process.execPath, [program, JSON.stringify(night)], {});
  const lines = () =>
    child
      .out()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { step?: string; end?: string; signal?: string });
  const signalled = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (lines().some(({ signal }) => signal)) done();
    }, 10);
    function done(): void {
      clearInterval(look);
      resolve();
    }
    child.ended.then(done, done);
  });
  return {
    kill: child.kill,
    ended: child.ended,
    err: child.err,
    steps: () => lines().flatMap(({ step }) => step ?? []),
    end: () => lines().find(({ end }) => end)?.end,
    signalled,
  };
}
