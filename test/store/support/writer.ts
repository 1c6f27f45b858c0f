import { spawn } from 'node:child_process';

/** A process that writes rows, and tells of each when it is acknowledged. */
export interface Writer {
  /** What it told until now; a line that is not whole yet is left out. */
  readonly lines: () => string[];
  /** Fulfilled when it has opened the store, or ended. */
  readonly opened: Promise<void>;
  readonly kill: () => void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

export function startWriter(command: readonly string[], args: readonly string[]): Writer {
  const [program = '', ...first] = command;
  const child = spawn(program, [...first, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (out.includes('\n')) open();
  });
  return {
    lines: () => out.split('\n').slice(0, -1),
    opened,
    kill: () => {
      child.kill('SIGKILL');
    },
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        open();
        resolve({ code, signal });
      });
    }),
  };
}
