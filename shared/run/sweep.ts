import type { LeaseHolder } from '../store/lease.ts';
import type { RunRecord } from '../store/run.ts';
import { isOver } from './close-run.ts';
import { inviteShards } from './invite.ts';
import { openRuns, shardLease } from './leases.ts';
import type { Station } from './station.ts';

/** After so many times the length of a lease a shard that gives no sign of life is invoked anew. */
const PATIENCE = 5;

/** What a sweep found. */
export interface Sweep {
  /** Runs that are to be closed: all their shards are, or their time is up. */
  readonly over: readonly string[];
  /** Shards that were invoked anew. */
  readonly invited: number;
}

/**
 * Looks after the runs that are under way: shards whose invocation was lost, or killed without another try, are invoked
 * anew. It is to be done every few minutes.
 * @throws StoreError
 */
export async function sweep(station: Station): Promise<Sweep> {
  const { rows, now, config, log } = station;
  const longest = PATIENCE * config.deadlines.leaseSeconds * 1000;
  const over: string[] = [];
  let invited = 0;
  const open: RunRecord[] = [];
  for await (const record of openRuns(rows, now())) open.unshift(record);
  // The oldest first: what a later run found is to count.
  for (const record of open) {
    const { run } = record;
    if (await isOver(rows, record, now())) {
      over.push(run);
      continue;
    }
    const again = await inviteShards(station, run, async ({ shard, record: { aliveAt } }) => {
      if (now() - Date.parse(aliveAt) <= longest) return false;
      const lease = await rows.get('leases', [shardLease(run, shard)]);
      return !lease || (lease.data as LeaseHolder).until <= now();
    });
    if (again > 0) log.warn('shards invoked anew', { run, shards: again });
    invited += again;
  }
  return { over, invited };
}
