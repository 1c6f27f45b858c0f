import type { Send } from '../../shared/alerts/robot.ts';
import type { OpenRobot } from '../../shared/alerts/robots.ts';
import { openRobots } from '../../shared/alerts/robots.ts';
import { createSender } from '../../shared/alerts/send.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { resolveSecrets } from '../../shared/config/secrets.ts';
import { type FleetRun, runFleet } from '../../shared/run/fleet-run.ts';
import type { Held } from '../../shared/run/held-lease.ts';
import { meter } from '../../shared/scan/tally.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { type Boundary, type Step, stepped, type When } from './steps.ts';

/** What one run is made with. All of it is JSON, so that a process of its own can be given it. */
export interface Night {
  /** Text of the config file. */
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the file store. */
  readonly store: string;
  /** How far the run's clock is ahead, in milliseconds: who died a moment ago has then lost its lease. */
  readonly ahead: number;
  /** The process sends itself this signal there. */
  readonly end?: Boundary & { readonly signal: 'SIGKILL' | 'SIGSTOP' };
}

/** Does one night's run, as the command line would, with a word at each of its steps. */
export async function night(
  { config: text, env, store, ahead }: Night,
  at: (step: Step, when: When) => void | Promise<void> = () => {},
  sender: Send = createSender(),
): Promise<Held<FleetRun>> {
  const config = loadConfig(text, env);
  const robots: readonly OpenRobot[] = openRobots(
    config.alerts.dingtalk,
    resolveSecrets(config, env, ['alerts']),
  );
  const file = await openFileRows(store);
  const { rows, send } = stepped(file, sender, at);
  try {
    return await runFleet(config, {
      secret: resolveSecrets(config, env, ['accounts']),
      signal: new AbortController().signal,
      meter: meter(),
      language: 'en',
      rows,
      robots,
      send,
      now: () => Date.now() + ahead,
    });
  } finally {
    await file.close();
  }
}
