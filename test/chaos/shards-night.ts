import type { Report } from '../../shared/index.ts';
import type { Payload } from '../../shared/invoke/invoker.ts';
import { finishRun, tellPeople } from '../../shared/run/finish-run.ts';
import { keptReport } from '../../shared/run/kept-report.ts';
import { runShard } from '../../shared/run/shard-run.ts';
import { startRun } from '../../shared/run/start-run.ts';
import type { Station } from '../../shared/run/station.ts';
import { sweep } from '../../shared/run/sweep.ts';
import { findRun, runName } from '../../shared/store/run.ts';
import { SILENT_LOG } from '../support/silent-log.ts';
import { fate } from './fate.ts';
import { Killed, type Mortal, mortal } from './mortal.ts';
import type { NightResult, Place } from './night.ts';
import type { Trouble } from './plot.ts';

const SWEEP_EVERY = 6 * 60_000;
/** An invocation pauses after so long; in calm none does. */
const INVOCATION_MILLISECONDS = 2_500;
const CALM_MILLISECONDS = 600_000;
/** So often in a row; then the sweep has to look after it. */
const MOST_WAVES = 4;
/** Function Compute tries an invocation that failed so often, the first included. */
const MOST_ATTEMPTS = 3;
/** Sweeps until the time of the run is up. */
const MOST_SWEEPS = 4;
/** A new one each time: listeners of one that all share would pile up. */
function never(): AbortSignal {
  return new AbortController().signal;
}

interface Asked {
  readonly payload: Payload;
  readonly attempt: number;
}

/** A night as functions do it: a timer, invocations that are lost, doubled and killed, and the sweeps after them. */
export async function shardsNight(
  place: Place,
  troubles: readonly Trouble[],
  night: number,
): Promise<NightResult> {
  const { clock, rows, config } = place;
  const run = runName(new Date(clock.truth()), `00000${night}`);
  const processes: Mortal[] = [];
  const errors: unknown[] = [];
  const company = troubles.find((trouble) => trouble.at === 'company')?.share ?? 0;
  const lasts = troubles.length > 0 ? INVOCATION_MILLISECONDS : CALM_MILLISECONDS;
  let asked: Asked[] = [];
  let odd = 0;

  /** A process of its own; false when it failed, so that it is to be tried again. */
  async function live(work: (station: Station, process: Mortal) => Promise<unknown>): Promise<boolean> {
    const process = mortal(rows, place.send, troubles, processes.length);
    processes.push(process);
    try {
      await work(stationOf(process), process);
      return true;
    } catch (error) {
      if (!(error instanceof Killed)) errors.push(error);
      return false;
    }
  }
  function stationOf(process: Mortal): Station {
    return {
      config,
      rows: process.rows,
      log: SILENT_LOG,
      now: clock.read,
      secret: place.secret,
      invoker: {
        invoke: async (_, payload) => {
          const luck = fate(place.seed, night, JSON.stringify(payload), processes.length);
          // Lost without a word; refused; taken twice.
          if (luck < company / 2) odd++;
          if (luck < company / 6) return;
          if (luck < company / 3) throw new Error('the invocation was refused');
          asked.push({ payload, attempt: 1 });
          if (luck < company / 2) asked.push({ payload, attempt: 1 });
        },
      },
    };
  }
  const voice = (process: Mortal) => ({ robots: place.robots, send: process.send });
  const close = (name: string) =>
    live((station, process) => finishRun(station, name, voice(process), never()));

  async function invoke({ payload, attempt }: Asked): Promise<void> {
    const { run: name, shard } = payload;
    const isDone =
      shard === undefined
        ? await close(String(name))
        : await live((station) =>
            runShard(station, {
              run: String(name),
              shard: String(shard),
              pauseAt: station.now() + lasts,
            }),
          );
    if (!isDone && attempt < MOST_ATTEMPTS) asked.push({ payload, attempt: attempt + 1 });
  }
  async function work(): Promise<void> {
    for (let wave = 0; asked.length > 0 && wave < MOST_WAVES; wave++) {
      const now = asked;
      asked = [];
      await Promise.all(now.map(invoke));
    }
    asked = [];
  }

  const order = { run, kind: 'nightly', keeps: true, tells: true } as const;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    if (await live((station) => startRun(station, { ...order, startedAt: station.now() }))) break;
  }
  await work();
  for (let round = 1; round <= MOST_SWEEPS; round++) {
    // At the last one the time of the run is up.
    clock.pass(round === MOST_SWEEPS ? config.deadlines.scanSeconds * 1_000 : SWEEP_EVERY);
    let over: readonly string[] = [];
    await live(async (station, process) => {
      over = (await sweep(station)).over;
      if (over.length === 0) await tellPeople(station, voice(process), never());
    });
    for (const name of over) await close(name);
    await work();
    if (round < MOST_SWEEPS && (await isClosed(place, run))) break;
  }
  return {
    reports: await reportsOf(place, run, errors),
    errors,
    killed: processes.filter((process) => process.isDead()).length,
    company: odd,
    refusals: processes.reduce((sum, process) => sum + process.refusals(), 0),
    unnoted: processes.filter((process) => process.mayHaveSentTwice()).length,
  };
}

async function isClosed({ rows }: Place, run: string): Promise<boolean> {
  return (await findRun(rows, run).catch(() => undefined))?.status === 'closed';
}

async function reportsOf({ rows }: Place, run: string, errors: unknown[]): Promise<Report[]> {
  try {
    const report = await keptReport(rows, run, 'en');
    return report ? [report] : [];
  } catch (error) {
    errors.push(error);
    return [];
  }
}
