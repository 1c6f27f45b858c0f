import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { END_OF_OUTPUT, type InstanceOrder, type InstanceReport } from './functions-runner.ts';
import type { KillOrder } from './functions-setup.ts';

/** What a process is started with. */
export interface InstanceStart {
  /** The file of the instance's program. */
  readonly program: string;
  readonly code: string;
  readonly handler: string;
  /** Megabytes that its heap may grow to. */
  readonly memory: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** How an invocation ended in its process. */
export interface InstanceEnd extends Omit<InstanceReport, 'outcome'> {
  readonly outcome: 'ok' | 'error' | 'killed' | 'crashed';
}

/** A process that runs one function's code, one invocation at a time. */
export interface Instance {
  /** At its timeout, in seconds, it is killed, or sooner by order. */
  readonly run: (order: InstanceOrder, timeoutSeconds: number, kill: KillOrder) => Promise<InstanceEnd>;
  /** What the current invocation is told to have died of. */
  readonly kill: (why: string) => void;
  readonly isAlive: () => boolean;
  /** Fulfilled when the process is gone and all its output read. */
  readonly ended: Promise<void>;
}

export function startInstance(start: InstanceStart): Instance {
  const { program, code, handler, memory, environment } = start;
  const child: ChildProcess = spawn(
    process.execPath,
    [`--max-old-space-size=${memory}`, program, code, handler],
    {
      cwd: code,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    },
  );
  let alive = true;
  let killed: string | undefined;
  let killAt: string | undefined;
  let settle: ((end: InstanceEnd) => void) | undefined;

  function kill(why: string): void {
    killed ??= why;
    alive = false;
    child.kill('SIGKILL');
  }

  function finish(end: InstanceEnd): void {
    settle?.(end);
    settle = undefined;
  }

  function log(line: string): void {
    start.log(line);
    if (killAt !== undefined && line.includes(killAt)) kill(BY_ORDER);
  }

  onReports(child, log, ({ outcome, ...report }) => {
    // What was killed while its report was on the way has failed all the same.
    if (!alive) return;
    if (outcome === 'unloadable') kill('Its code cannot be loaded');
    finish({ ...report, outcome: outcome === 'unloadable' ? 'crashed' : outcome });
  });
  // Such as a folder that does not exist; the end of the process follows.
  child.on('error', (error) => log(String(error)));
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      alive = false;
      const errorMessage = killed ?? 'Process exited unexpectedly before completing request';
      const result = Buffer.from(JSON.stringify({ errorMessage }));
      finish({ outcome: killed === undefined ? 'crashed' : 'killed', result });
      resolve();
    });
  });
  return {
    run: async (order, timeoutSeconds, orders) => {
      const end = new Promise<InstanceEnd>((resolve) => {
        settle = resolve;
      });
      const { killAfter } = orders;
      killAt = orders.killAt;
      const timers = [
        setTimeout(() => kill(`Function timed out after ${timeoutSeconds} seconds`), timeoutSeconds * 1000),
        killAfter === undefined ? undefined : setTimeout(() => kill(BY_ORDER), killAfter),
      ];
      // Of a process that is gone its end tells.
      child.send(order, () => undefined);
      return end.finally(() => {
        for (const timer of timers) clearTimeout(timer);
      });
    },
    kill,
    isAlive: () => alive,
    ended,
  };
}

const BY_ORDER = 'Killed by order';

/** Calls `take` when a report is there, and all that was written before it is in the log. */
function onReports(
  child: ChildProcess,
  log: (line: string) => void,
  take: (report: InstanceReport) => void,
): void {
  let report: InstanceReport | undefined;
  let missing = 3;
  function arrived(): void {
    if (--missing > 0 || !report) return;
    missing = 3;
    take(report);
  }
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream as Readable }).on('line', (line) => {
      const isLast = line.endsWith(END_OF_OUTPUT);
      const text = isLast ? line.slice(0, -END_OF_OUTPUT.length) : line;
      if (!isLast || text !== '') log(text);
      if (isLast) arrived();
    });
  }
  child.on('message', (message) => {
    report = message as InstanceReport;
    arrived();
  });
}
