import { openRobots } from '../alerts/robots.ts';
import { tryRobots } from '../alerts/try-robots.ts';
import type { Config } from '../config/config.ts';
import { ensureKubeconfigFiles } from '../config/kubeconfig-files.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { UsageError } from '../errors.ts';
import { formatPermissions } from '../formats/permission-table.ts';
import { PERMISSION_WORDS } from '../formats/words-permissions.ts';
import type { Language } from '../rules/rule.ts';
import { allNeededWork } from '../scan/permissions/check.ts';
import { checkPermissions } from '../scan/permissions/check-permissions.ts';
import { defaultKeys } from '../sources/alicloud/credentials.ts';
import { isInOrder } from '../store/part-check.ts';
import { tryStore } from '../store/try-store.ts';
import type { Terminal } from './io.ts';
import { sender } from './kept.ts';
import { configFor } from './live.ts';
import { warnOfSilence } from './silence.ts';

/** The options of the command `check-config`. */
export interface CheckConfigOptions {
  readonly config?: string;
  readonly lang: Language;
  readonly color: boolean;
  /** Only the config itself is looked at, and whether its secrets and kubeconfigs are there. */
  readonly offline?: boolean;
  /** Each robot is sent a test message. */
  readonly sendTest?: boolean;
}

/**
 * Checks a config, and tries each permission that a scan of it needs, the store and the robots. Exit code 0 when all of
 * them work, 2 when not. No robot is sent anything but with `sendTest`.
 * @throws UsageError when no config is named; for `sendTest` with `offline`, or without a robot
 * @throws InputError when it cannot be read, with every fault of it; or when secrets are missing, with each of them
 */
export async function checkConfig(options: CheckConfigOptions, terminal: Terminal): Promise<0 | 2> {
  if (options.offline && options.sendTest) throw new UsageError('give --offline or --send-test, not both');
  const config = configFor(options.config, terminal);
  if (options.sendTest && config.alerts.dingtalk.length === 0) {
    throw new UsageError('the config names no robot that a test message could go to; see docs/config.md');
  }
  const secret = resolveSecrets(config, terminal.env);
  warnOfSilence(config, terminal);
  if (options.offline) {
    ensureKubeconfigFiles(config);
    terminal.out(`${PERMISSION_WORDS[options.lang].checked(...countsOf(config))}\n`);
    return 0;
  }
  const signal = terminal.interrupts();
  const robots = openRobots(config.alerts.dingtalk, secret);
  const [checks, ...parts] = await Promise.all([
    checkPermissions(config, { secret, signal }),
    config.store ? tryStore(config.store, { credentials: defaultKeys('store'), signal }) : [],
    tryRobots(robots, { signal, env: terminal.env, ...(options.sendTest && { send: sender() }) }),
  ]);
  const tried = parts.flat();
  const color = options.color && terminal.color;
  terminal.out(formatPermissions(checks, { language: options.lang, color }, tried));
  return allNeededWork(checks) && tried.every(isInOrder) ? 0 : 2;
}

function countsOf({ accounts }: Config): [accounts: number, regions: number, clusters: number] {
  const regions = accounts.reduce((sum, account) => sum + account.regions.length, 0);
  const listed = accounts.flatMap(({ clusters }) => (clusters.kind === 'list' ? clusters.clusters : []));
  return [accounts.length, regions, listed.length];
}
