import { CONFIG_VARIABLE } from '../config/config.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { InputError, PreflightError, safeReason } from '../errors.ts';
import { openInvoker } from '../invoke/open-invoker.ts';
import type { Log, LogFields } from '../log/log.ts';
import { checkedConfig } from '../run/checked-config.ts';
import type { Station } from '../run/station.ts';
import { openStore } from '../store/open-store.ts';
import { type FunctionContext, keysOf } from './function-context.ts';
import { jsonLog } from './json-log.ts';

/** Where a function runs. */
export interface FunctionPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly context: FunctionContext;
  /** Takes the lines of the log. */
  readonly write: (line: string) => void;
}

/** The log of an invocation. */
export function logOf({ env, context, write }: FunctionPlace): Log {
  return jsonLog(env, write).with({ function: context.function.name, requestId: context.requestId });
}

/** Says in the log what fails, and throws it on: the invocation has failed then. */
export async function logged<T>(place: FunctionPlace, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    logOf(place).error('invocation failed', troubleOf(error));
    throw error;
  }
}

/**
 * Does work in a function: with the config of its environment, the keys of this invocation, the store, and the other
 * functions beside it.
 * @throws InputError for a config that cannot be used, with every fault
 * @throws StoreError
 */
export async function inFunction<T>(
  place: FunctionPlace,
  work: (station: Station, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { env, context } = place;
  const log = logOf(place);
  const over = new AbortController();
  try {
    const source = env[CONFIG_VARIABLE];
    if (!source)
      throw new InputError('BAD_CONFIG', `the function has no environment variable ${CONFIG_VARIABLE}`);
    const config = checkedConfig(source, env);
    if (config.store?.type !== 'tablestore') {
      throw new InputError(
        'BAD_CONFIG',
        'functions need a store of type tablestore: their files do not last',
      );
    }
    const keys = keysOf(context);
    if (!keys) throw new InputError('BAD_CONFIG', 'the function has no role, and so no keys');
    const { accountId, region: regionId } = context;
    const { signal } = over;
    const invoker = openInvoker(config, { accountId, regionId, keys, signal });
    const rows = await openStore(config.store, { credentials: async () => keys, signal });
    try {
      const secret = resolveSecrets(config, env, ['accounts']);
      return await work({ config, rows, invoker, log, secret, defaultKeys: keys, now: Date.now }, signal);
    } finally {
      await rows.close();
    }
  } finally {
    over.abort(new Error('the invocation is over'));
  }
}

/** What a log line says of something thrown: of what is unexpected where it came from, and not its text. */
export function troubleOf(error: unknown): LogFields {
  if (error instanceof PreflightError) {
    const { code, faults } = error;
    return { error: error.message, code, ...(faults.length > 0 && { faults }) };
  }
  const frames = (error instanceof Error ? (error.stack ?? '') : '').match(/^ {4}at .*$/gm) ?? [];
  return { error: safeReason(error), at: frames.slice(0, MOST_FRAMES).map((frame) => frame.trim()) };
}

const MOST_FRAMES = 8;
