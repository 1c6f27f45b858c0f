import type { Terminal } from '../../shared/cli/io.ts';
import { main } from '../../shared/cli/main.ts';

/** What a user sees of one call of the command line. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
export async function run(
  args: readonly string[],
  terminal: Partial<Omit<Terminal, 'out' | 'err'>> = {},
): Promise<Run> {
  let out = '';
  let err = '';
  const code = await main(args, {
    color: false,
    interactive: false,
    env: {},
    interrupts: () => new AbortController().signal,
    ...terminal,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}
