import { type CommandProcess, startProgram } from './built-command.ts';
import { buildProgram } from './built-program.ts';
import type { Night } from './night.ts';

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
  const program = buildProgram(folder, 'test/support/night-process.ts');
  return (night) => start(program, night);
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
