import type { Report } from '../../shared/index.ts';
import { runFleet } from '../../shared/run/fleet-run.ts';
import { keptReport } from '../../shared/run/kept-report.ts';
import { meter } from '../../shared/scan/tally.ts';
import { Killed, type Mortal, mortal } from './mortal.ts';
import type { NightResult, Place } from './night.ts';
import type { Trouble } from './plot.ts';

/** After so long a lease whose holder has died is anybody's. */
const LEASE_IS_OVER = 3 * 60_000;

/**
 * A night as the command line does it: one process, or two at once. After one that was killed somebody begins again at
 * once, while its lease still holds, and once more when that has run out.
 */
export async function commandNight(place: Place, troubles: readonly Trouble[]): Promise<NightResult> {
  const processes = troubles.some(({ at }) => at === 'company') ? [0, 1] : [0];
  const outcomes = await Promise.all(processes.map((number) => run(place, troubles, number)));
  if (outcomes.some(({ process }) => process.isDead())) {
    outcomes.push(await run(place, troubles, outcomes.length + 1));
    place.clock.pass(LEASE_IS_OVER);
    outcomes.push(await run(place, troubles, outcomes.length + 1));
  }
  return {
    reports: outcomes.flatMap(({ reports }) => reports),
    errors: outcomes.flatMap(({ errors }) => errors),
    killed: outcomes.filter(({ process }) => process.isDead()).length,
    company: processes.length - 1,
    refusals: outcomes.reduce((sum, { process }) => sum + process.refusals(), 0),
    unnoted: outcomes.filter(({ process }) => process.mayHaveSentTwice()).length,
  };
}

interface Outcome {
  readonly reports: readonly Report[];
  readonly errors: readonly unknown[];
  readonly process: Mortal;
}

async function run(place: Place, troubles: readonly Trouble[], number: number): Promise<Outcome> {
  const { config, secret, rows, robots, send, clock } = place;
  const process = mortal(rows, send, troubles, number);
  const reports: Report[] = [];
  try {
    const held = await runFleet(config, {
      secret,
      signal: new AbortController().signal,
      meter: meter(),
      language: 'en',
      rows: process.rows,
      robots,
      send: process.send,
      now: clock.read,
      scanned: ({ report }) => reports.push(report),
    });
    const kept = held.kind === 'done' ? await keptReport(rows, held.result.run, 'en') : undefined;
    if (kept) reports.push(kept);
    return { reports, errors: [], process };
  } catch (error) {
    return { reports, errors: error instanceof Killed ? [] : [error], process };
  }
}
