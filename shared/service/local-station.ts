import pLimit from 'p-limit';
import { safeReason } from '../errors.ts';
import type { Invoker, Payload } from '../invoke/invoker.ts';
import { isOver } from '../run/close-run.ts';
import { inviteShards } from '../run/invite.ts';
import { openRuns } from '../run/leases.ts';
import { runShard } from '../run/shard-run.ts';
import type { Station } from '../run/station.ts';
import type { KeeperTask } from './events.ts';
import type { FunctionPlace } from './function-station.ts';
import { keep } from './nightly-audit.ts';

/** So many shards are read at once. */
const SHARDS_AT_ONCE = 4;

/** A place where all functions are one process. */
export interface LocalStation {
  /** Does any work there. */
  readonly during: <T>(work: (station: Station) => Promise<T>) => Promise<T>;
  /** Does a task of the function nightly-audit. */
  readonly keep: (task: KeeperTask) => Promise<object>;
  /** Goes on at once with the shards that an earlier process has left: without it, a sweep finds them in some minutes. */
  readonly resume: () => Promise<void>;
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
  const running = new Set<Promise<unknown>>();
  /** What waits, or is under way, by its names: asked for once more, it is done once. */
  const known = new Set<string>();

  function counted<T>(work: Promise<T>): Promise<T> {
    const end: Promise<void> = work.then(
      () => undefined,
      () => undefined,
    );
    running.add(end);
    void end.then(() => running.delete(end));
    return work;
  }
  async function perform({ task, run, shard }: Payload): Promise<void> {
    if (task === 'close') {
      await keep(station, { task, run: String(run) }, env, signal);
      return;
    }
    const order = { run: String(run), shard: String(shard), pauseAt: Number.POSITIVE_INFINITY, signal };
    await limit(() => (signal.aborted ? undefined : runShard(station, order)));
  }
  const invoker: Invoker = {
    invoke: async (_, payload) => {
      const name = JSON.stringify(payload);
      if (known.has(name)) return;
      known.add(name);
      const work = perform(payload)
        // It is noted at the shard; the next sweep tries it again.
        .catch((error: unknown) => parts.log.error('work failed', { ...payload, error: safeReason(error) }))
        .finally(() => known.delete(name));
      void counted(work);
    },
  };
  const station: Station = { ...parts, invoker };

  return {
    during: (work) => counted(work(station)),
    keep: (task) => counted(keep(station, task, env, signal)),
    resume: () => counted(resume(station)),
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** A shard that another process is at is left to it: its lease tells. */
async function resume(station: Station): Promise<void> {
  const { rows, now } = station;
  for await (const record of openRuns(rows, now())) {
    if (!(await isOver(rows, record, now()))) await inviteShards(station, record.run, () => true);
  }
}
