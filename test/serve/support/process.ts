import { onTestFinished, vi } from 'vitest';
import type { Fleet } from '../../servers/fleet.ts';
import type { FleetConfig } from '../../servers/fleet-config.ts';
import { type CommandProcess, startProgram } from '../../support/built-command.ts';
import { fileIn } from '../../support/files.ts';
import { UNLIMITED } from '../../support/live.ts';
import { type Got, request, TOKEN, type Wanted } from './clients.ts';

/** The command `serve` in a process of its own. */
export interface ServeProcess extends CommandProcess {
  readonly url: string;
  readonly ask: (path: string, wanted?: Wanted) => Promise<Got>;
  /** Asks until a scan is closed, and gives its report. */
  readonly report: <T>(path: string) => Promise<T>;
}

export interface ServeProcessOptions {
  readonly command: string;
  readonly fleet: Fleet;
  /** With the store in it. */
  readonly folder: string;
  readonly config?: FleetConfig;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const LONGEST = 60_000;

/** Starts one, and waits until it says where it serves. It is killed at the end of the test, if it still lives. */
export async function startServe(options: ServeProcessOptions): Promise<ServeProcess> {
  const { command, fleet, folder, config = {}, args = [], env = {} } = options;
  const store = { type: 'file', path: `${folder}/store` };
  const path = fileIn(folder, 'config.json', fleet.configText({ limits: UNLIMITED, store, ...config }));
  const started = startProgram(
    process.execPath,
    [command, 'serve', '--port', '0', '--config', path, ...args],
    { ...fleet.env(), CCM_PREFLIGHT_TOKEN: TOKEN, ...env },
  );
  onTestFinished(() => started.kill('SIGKILL'));
  const url = await vi.waitFor(
    () => {
      const [, address] = /serving at (http:\S+);/.exec(started.err()) ?? [];
      if (address === undefined) throw new Error(`it does not serve: ${started.err()}${started.out()}`);
      return address;
    },
    { timeout: LONGEST, interval: 50 },
  );
  const ask: ServeProcess['ask'] = (wanted, more) => request(url, wanted, more);
  return {
    ...started,
    url,
    ask,
    report: (at) =>
      vi.waitFor(
        async () => {
          const { status, text } = await ask(at);
          if (status !== 200) throw new Error(`${status} ${text}`);
          return JSON.parse(text);
        },
        { timeout: LONGEST, interval: 100 },
      ),
  };
}
