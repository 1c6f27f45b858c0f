import pLimit from 'p-limit';
import { reasonOf } from '../errors.ts';
import type { Invoker, Payload } from '../invoke/invoker.ts';
import { runShard } from '../run/shard-run.ts';
import type { Station } from '../run/station.ts';
import type { KeeperTask } from './events.ts';
import type { FunctionPlace } from './function-station.ts';
import { keep } from './nightly-audit.ts';

/** So many shards are read at once. */
const SHARDS_AT_ONCE = 4;

/** A place where all functions are one process. */
export interface LocalStation {
  readonly station: Station;
  /** Does a task of the function nightly-audit. */
  readonly keep: (task: KeeperTask) => Promise<object>;
  /** Fulfilled when nothing is under way. */
  readonly idle: () => Promise<void>;
}

/** What it is made of, and what ends it. */
export interface LocalOptions extends Omit<Station, 'invoker'> {
  readonly env: FunctionPlace['env'];
  /** Ends what is under way: shards stop where they are, and the next process goes on with them. */
  readonly signal: AbortSignal;
}

/** Opens a place where invocations are done by the process that asks for them. */
export function localStation({ env, signal, ...parts }: LocalOptions): LocalStation {
  const limit = pLimit(SHARDS_AT_ONCE);
  const running = new Set<Promise<void>>();

  async function perform({ task, run, shard }: Payload): Promise<unknown> {
    if (task === 'close') return keep(station, { task, run: String(run) }, env, signal);
    const order = { run: String(run), shard: String(shard), pauseAt: Number.POSITIVE_INFINITY };
    return limit(() => (signal.aborted ? undefined : runShard(station, { ...order, signal })));
  }
  const invoker: Invoker = {
    invoke: async (_, payload) => {
      const work = perform(payload).then(
        () => undefined,
        // It is noted at the shard; the next sweep tries it again.
        (error: unknown) => parts.log.error('work failed', { ...payload, error: reasonOf(error) }),
      );
      running.add(work);
      void work.finally(() => running.delete(work));
    },
  };
  const station: Station = { ...parts, invoker };

  return {
    station,
    keep: (task) => keep(station, task, env, signal),
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
