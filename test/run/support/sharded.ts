import { loadConfig } from '../../../shared/config/load-config.ts';
import { resolveSecrets } from '../../../shared/config/secrets.ts';
import type { Report } from '../../../shared/index.ts';
import type { Payload } from '../../../shared/invoke/invoker.ts';
import { closeRunInShards } from '../../../shared/run/close-run.ts';
import { keptReport } from '../../../shared/run/kept-report.ts';
import { runShard, type ShardOrder, type ShardOutcome } from '../../../shared/run/shard-run.ts';
import { type StartOrder, startRun } from '../../../shared/run/start-run.ts';
import type { Station } from '../../../shared/run/station.ts';
import { openFileRows } from '../../../shared/store/file-rows.ts';
import type { Fleet } from '../../servers/fleet.ts';
import type { FleetConfig } from '../../servers/fleet-config.ts';
import { UNLIMITED } from '../../support/live.ts';
import { SILENT_LOG } from '../../support/silent-log.ts';

/** A place where invocations are written down, to be done by the test when it wants. */
export interface ShardedRun {
  readonly station: Station;
  /** What was asked for and is not done yet: function and payload. */
  readonly asked: { readonly functionName: string; readonly payload: Payload }[];
  /** Begins a run, by this place or by another over the same servers. */
  readonly start: (order?: Partial<StartOrder>, at?: Station) => ReturnType<typeof startRun>;
  /** Does the oldest invocation of a shard that was asked for. */
  readonly next: (options?: Partial<ShardOrder>) => Promise<ShardOutcome>;
  /** Does all that is asked for, and what comes of it, and closes the run. */
  readonly finish: (run: string) => Promise<Report>;
  readonly report: (run: string) => Promise<Report>;
  readonly close: () => Promise<void>;
}

/** Opens one over a fleet's servers and a file store in the folder. */
export async function sharded(
  fleet: Fleet,
  folder: string,
  overrides: FleetConfig = {},
  now: () => number = Date.now,
): Promise<ShardedRun> {
  const config = loadConfig(fleet.configText({ limits: UNLIMITED, ...overrides }), {});
  const rows = await openFileRows(folder);
  const asked: ShardedRun['asked'] = [];
  const station: Station = {
    config,
    rows,
    log: SILENT_LOG,
    now,
    secret: resolveSecrets(config, fleet.env(), ['accounts']),
    invoker: {
      invoke: async (functionName, payload) => {
        asked.push({ functionName, payload });
      },
    },
  };

  const next: ShardedRun['next'] = async (options = {}) => {
    const { payload } = asked.shift() ?? {};
    if (!payload) throw new Error('nothing was asked for');
    const { run, shard } = payload;
    return runShard(station, {
      run: String(run),
      shard: String(shard),
      pauseAt: now() + 60_000,
      ...options,
    });
  };
  const report: ShardedRun['report'] = async (run) => (await keptReport(rows, run, 'en')) as Report;

  return {
    station,
    asked,
    start: (order = {}, at = station) =>
      startRun(at, {
        run: 'run-1',
        kind: 'nightly',
        keeps: true,
        tells: false,
        startedAt: now(),
        ...order,
      }),
    next,
    finish: async (run) => {
      while (asked.some(({ payload }) => payload.shard !== undefined)) {
        if (asked[0]?.payload.shard === undefined) asked.shift();
        else await next();
      }
      asked.length = 0;
      await closeRunInShards(station, run, []);
      return report(run);
    },
    report,
    close: () => rows.close(),
  };
}
