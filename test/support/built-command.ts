import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileIn } from './files.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** A program that runs as a process of its own. */
export interface CommandProcess {
  /** What it wrote until now. */
  readonly out: () => string;
  readonly err: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its end: the exit code, or the signal that it died of. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Builds the package into an empty folder, and gives the path of its command there. */
export function buildCommand(folder: string): string {
  const out = join(folder, 'dist');
  // Types are checked elsewhere.
  const options = ['--outDir', out, '--incremental', 'false', '--declaration', 'false', '--noCheck'];
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', ...options], { cwd: ROOT });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  fileIn(folder, 'package.json', JSON.stringify({ type: 'module' }));
  return join(out, 'functions/cli.js');
}

/** Starts a program with no environment but the given one, and what it takes to find programs. */
export function startProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): CommandProcess {
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return {
    out: () => out,
    err: () => err,
    kill: (signal) => {
      child.kill(signal);
    },
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal }));
    }),
  };
}
