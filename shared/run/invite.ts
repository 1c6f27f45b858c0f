import pLimit from 'p-limit';
import { safeReason } from '../errors.ts';
import { changeShard, type NamedShard, shardsOf } from '../store/shards.ts';
import type { Station } from './station.ts';

const INVITATIONS_AT_ONCE = 8;

/**
 * Asks for an invocation of each open shard of a run that is wanted. One that cannot be had is noted, and left to the
 * next sweep.
 * @returns how many were asked for
 */
export async function inviteShards(
  station: Station,
  run: string,
  isWanted: (shard: NamedShard) => boolean | Promise<boolean>,
): Promise<number> {
  const limit = pLimit(INVITATIONS_AT_ONCE);
  const open = (await shardsOf(station.rows, run)).filter(({ record }) => record.status === 'open');
  const taken = await Promise.all(
    open.map((shard) => limit(async () => (await isWanted(shard)) && invite(station, run, shard.shard))),
  );
  return taken.filter(Boolean).length;
}

/** Asks for one invocation of a shard. False when it was not taken. */
export async function invite(station: Station, run: string, shard: string): Promise<boolean> {
  const { rows, invoker, log, now } = station;
  const aliveAt = new Date(now()).toISOString();
  const record = await changeShard(rows, run, shard, ({ trouble: _, ...before }) => ({
    ...before,
    invocations: before.invocations + 1,
    aliveAt,
  }));
  if (!record) return false;
  try {
    await invoker.invoke(record.function, { run, shard }, `shard-${run}-${shard}-${record.invocations}`);
    return true;
  } catch (error) {
    const trouble = `function ${record.function} could not be invoked: ${safeReason(error)}`;
    log.error('shard could not be invoked', {
      run,
      shard,
      function: record.function,
      error: safeReason(error),
    });
    await changeShard(rows, run, shard, (before) => ({ ...before, trouble }));
    return false;
  }
}

/** Asks for the closing of a run. Where that cannot be had, the next sweep does it. */
export async function askForClosing({ invoker, config, log }: Station, run: string): Promise<void> {
  try {
    await invoker.invoke(config.functions.nightlyAudit, { task: 'close', run }, `close-${run}`);
  } catch (error) {
    log.error('the closing of the run could not be asked for', { run, error: safeReason(error) });
  }
}
