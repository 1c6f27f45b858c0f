import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileIn } from './files.ts';

/** What a shell said and did: its exit code, its two streams, and the files it left behind. */
export interface ShellRun {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly left: readonly string[];
}

/** Runs a script with the real `sh` in an empty folder, where it can reach no program but its own words. */
export function shell(folder: string, script: string, options: readonly string[] = []): ShellRun {
  const path = fileIn(folder, 'script.sh', script);
  const result = spawnSync('/bin/sh', [...options, path], {
    cwd: folder,
    env: { PATH: '/nonexistent', HOME: '/home/of/nobody' },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const left = readdirSync(folder).filter((name) => name !== basename(path));
  return { status: result.status, out: result.stdout, err: result.stderr, left };
}

/** A shell function that says, instead of running a program, with which words it was called. */
function listening(program: string): string {
  return `${program}() { printf '%s\\0' ${program} "$#" "$@"; }\n`;
}

/** The words that each command passes to `kubectl` or `aliyun`, as the real `sh` splits and unquotes them. */
export function wordsPassedBy(
  folder: string,
  commands: readonly string[],
): { readonly run: ShellRun; readonly calls: readonly (readonly string[])[] } {
  const run = shell(folder, `${listening('kubectl')}${listening('aliyun')}${commands.join('\n')}\n`);
  const fields = run.out.split('\0').slice(0, -1);
  const calls: string[][] = [];
  for (let at = 0; at < fields.length; ) {
    const [program = '', count = '0'] = fields.slice(at, at + 2);
    calls.push([program, ...fields.slice(at + 2, at + 2 + Number(count))]);
    at += 2 + Number(count);
  }
  return { run, calls };
}
