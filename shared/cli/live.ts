import { CONFIG_VARIABLE, type Config } from '../config/config.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../formats/printable.ts';
import { featuresOf, isBeyondKnown, NEWEST_KNOWN } from '../model/ccm-version.ts';
import { checkedConfig } from '../run/checked-config.ts';
import type { LiveOptions } from '../scan/live-scan.ts';
import { type Meter, meter } from '../scan/tally.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { Terminal } from './io.ts';
import { showProgress } from './progress.ts';

type Progress = ReturnType<Meter['progress']>;

/** What a command on a live fleet came to, and whether somebody stopped it. */
export interface LiveRun<T> {
  readonly result: T;
  readonly interrupted: boolean;
}

/**
 * The config that an option names, else the environment.
 * @throws UsageError when neither does
 * @throws InputError when it cannot be read, with every fault of it
 */
export function configFor(option: string | undefined, terminal: Terminal): Config {
  const source = option ?? terminal.env[CONFIG_VARIABLE];
  if (!source) throw new UsageError(`give --config <file>, or set ${CONFIG_VARIABLE}`);
  return checkedConfig(source, terminal.env);
}

/**
 * The CCM version that an option names, looked at before anything is read for it.
 * @throws UsageError when it is no version
 */
export function targetOf(target: string | undefined): { readonly targetCcmVersion?: string } {
  if (target === undefined) return {};
  featuresOf(target);
  return { targetCcmVersion: target };
}

/** Says of a target later than all that is known what the answer rests on. It is an answer all the same. */
export function warnOfTarget(
  { targetCcmVersion }: { readonly targetCcmVersion: string },
  terminal: Terminal,
): void {
  if (!isBeyondKnown(targetCcmVersion)) return;
  const target = printable(targetCcmVersion.replace(/^v/, ''));
  terminal.err(
    `ccm-preflight: nothing is known of CCM v${target}: the rules follow v${NEWEST_KNOWN}, the newest that is known\n`,
  );
}

/**
 * Does live work under a progress line. On a terminal, or when it was interrupted, standard error says what it came to.
 * @throws InputError BAD_CONFIG when a secret is missing from the environment
 */
export async function runLive<T>(
  config: Config,
  terminal: Terminal,
  work: (options: LiveOptions) => Promise<T>,
): Promise<LiveRun<T>> {
  const secret = resolveSecrets(config, terminal.env, ['accounts']);
  const signal = terminal.interrupts();
  const counts = meter();
  // What is given up after an interrupt counts as done too: it is not what had been read by then.
  let reached: Progress | undefined;
  signal.addEventListener('abort', () => {
    reached = counts.progress();
  });
  const line = showProgress(counts, terminal);
  try {
    const result = await work({ secret, signal, meter: counts });
    return { result, interrupted: signal.aborted };
  } finally {
    line.stop();
    if (terminal.interactive || signal.aborted)
      terminal.err(`${summary(reached ?? counts.progress(), signal.aborted)}\n`);
  }
}

function summary({ clusters, loadBalancers, calls, throttled }: Progress, interrupted: boolean): string {
  const read = `${clusters.done} of ${clusters.total} clusters and ${loadBalancers.done} of ${loadBalancers.total} SLBs in ${calls} calls, ${throttled} of them throttled`;
  return interrupted
    ? `ccm-preflight: interrupted; until then it had looked at ${read}`
    : `ccm-preflight: looked at ${read}`;
}

/** Says what could not be read, one line each. */
export function warnOf(failures: readonly Failure[], what: string, terminal: Terminal): void {
  if (failures.length === 0) return;
  terminal.err(`ccm-preflight: ${what}\n`);
  for (const { message } of failures) terminal.err(`  ${printable(message)}\n`);
}
