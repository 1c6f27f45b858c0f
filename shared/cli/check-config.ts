import type { Config } from '../config/config.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { formatPermissions } from '../formats/permission-table.ts';
import { PERMISSION_WORDS } from '../formats/words-permissions.ts';
import type { Language } from '../rules/rule.ts';
import { allNeededWork } from '../scan/permissions/check.ts';
import { checkPermissions } from '../scan/permissions/check-permissions.ts';
import type { Terminal } from './io.ts';
import { configFor } from './live.ts';

/** The options of the command `check-config`. */
export interface CheckConfigOptions {
  readonly config?: string;
  readonly lang: Language;
  readonly color: boolean;
  /** Only the config itself is looked at, and whether its secrets are there. */
  readonly offline?: boolean;
}

/**
 * Checks a config, and tries each permission that a scan of it needs. Exit code 0 when all of them work, 2 when not.
 * @throws UsageError when no config is named
 * @throws InputError when it cannot be read, with every fault of it; or when secrets are missing, with each of them
 */
export async function checkConfig(options: CheckConfigOptions, terminal: Terminal): Promise<0 | 2> {
  const config = configFor(options.config, terminal);
  const secret = resolveSecrets(config, terminal.env);
  if (options.offline) {
    terminal.out(`${PERMISSION_WORDS[options.lang].checked(...countsOf(config))}\n`);
    return 0;
  }
  const checks = await checkPermissions(config, { secret, signal: terminal.interrupts() });
  const color = options.color && terminal.color;
  terminal.out(formatPermissions(checks, { language: options.lang, color }));
  return allNeededWork(checks) ? 0 : 2;
}

function countsOf({ accounts }: Config): [accounts: number, regions: number, clusters: number] {
  const regions = accounts.reduce((sum, account) => sum + account.regions.length, 0);
  const listed = accounts.flatMap(({ clusters }) => (clusters.kind === 'list' ? clusters.clusters : []));
  return [accounts.length, regions, listed.length];
}
