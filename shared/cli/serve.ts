import { UsageError } from '../errors.ts';
import { isToken, TOKEN_FORM, TOKEN_VARIABLE } from '../http/auth.ts';
import { serve } from '../service/serve.ts';
import type { Terminal } from './io.ts';
import { configFor } from './live.ts';

/** The options of the command `serve`. */
export interface ServeCommandOptions {
  readonly config?: string;
  readonly host: string;
  readonly port: number;
  readonly schedule?: string;
  readonly timeZone?: string;
}

/**
 * Serves the HTTP surface and scans on schedule, until it is interrupted.
 * @throws UsageError without a token or a store, and for a schedule that is none
 * @throws InputError for a config that cannot be used; StoreError
 */
export async function serveCommand(options: ServeCommandOptions, terminal: Terminal): Promise<0> {
  const { schedule, timeZone, host, port } = options;
  if (!isToken(terminal.env[TOKEN_VARIABLE])) throw new UsageError(`set ${TOKEN_VARIABLE} to ${TOKEN_FORM}`);
  const config = configFor(options.config, terminal);
  const signal = terminal.interrupts();
  const served = await serve({
    config,
    env: terminal.env,
    host,
    port,
    ...(schedule !== undefined && { schedule }),
    ...(timeZone !== undefined && { timeZone }),
    write: terminal.out,
  });
  terminal.err(`ccm-preflight: serving at ${served.url}; interrupt to stop\n`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await served.close();
  return 0;
}
