import { runShard } from '../run/shard-run.ts';
import { shardTask } from './events.ts';
import { pauseAt } from './function-context.ts';
import { type FunctionPlace, inFunction, logged } from './function-station.ts';

/** The function audit-region: does one shard of a run, or goes on with it. */
export function auditRegion(event: unknown, place: FunctionPlace): Promise<object> {
  const startedAt = Date.now();
  return logged(place, () =>
    inFunction(place, async (station) => {
      const task = shardTask(event);
      const outcome = await runShard(station, { ...task, pauseAt: pauseAt(place.context, startedAt) });
      return { ...task, outcome };
    }),
  );
}
