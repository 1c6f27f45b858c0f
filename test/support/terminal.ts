import { main } from '../../shared/cli/main.ts';

/** What a user sees of one call of the command line. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
export function run(args: readonly string[], { color = false } = {}): Run {
  let out = '';
  let err = '';
  const code = main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    color,
  });
  return { code, out, err };
}
