import { expect, it } from 'vitest';
import type { Log } from '../../shared/log/log.ts';
import { runShard } from '../../shared/run/shard-run.ts';
import type { Station } from '../../shared/run/station.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { SILENT_LOG } from '../support/silent-log.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { world } from '../support/world.ts';
import { sharded } from './support/sharded.ts';

const folder = temporaryFolder();

it('a shard that pauses asks for the next invocation though its last write never ends', async () => {
  const fleet = await startFleet(world({ clusterId: 'c1' }));
  const run = await sharded(fleet, folder);
  await run.start();
  const [asked] = run.asked.splice(0);
  let goOn = (): void => {};
  const open = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const late: Promise<void>[] = [];
  const rows: RowStore = {
    ...run.station.rows,
    putMany: (table, many) => {
      const written = open.then(() => run.station.rows.putMany(table, many));
      if (table === 'checkpoints') late.push(written);
      return written;
    },
  };
  const warnings: string[] = [];
  const log: Log = { ...SILENT_LOG, warn: (text) => warnings.push(text), with: () => log };
  const station: Station = { ...run.station, rows, log };
  // The shard has read all else by then.
  const stuck = fleet.cloud.faults.add({
    when: ({ api }) => api === 'DescribeVServerGroups',
    reply: { delay: 600_000 },
  });
  const { pass, until } = stopTimers();
  const place = { run: 'run-1', shard: '0001-cn-hangzhou' };
  const paused = runShard(station, { ...place, pauseAt: Date.now() + 3_000 });

  await until(() => stuck.hits() > 0);
  pass(3_000);
  await until(() => late.length > 0);
  pass(8_000);
  const outcome = await paused;

  expect(outcome).toBe('paused');
  expect(late).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining('could not be written down')]);
  expect(run.asked).toEqual([asked]);

  // The next invocation goes on, the write of the one before comes in its midst, and the run ends as any other.
  fleet.cloud.faults.clear();
  goOn();
  const report = await run.finish('run-1');
  await Promise.all(late);
  expect(report.clusters).toMatchObject([{ clusterId: 'c1', verdict: 'ready' }]);
  await run.close();
  await fleet.close();
});
