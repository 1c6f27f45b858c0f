import type { Report } from '../../shared/index.ts';
import { runFleet } from '../../shared/run/fleet-run.ts';
import { meter } from '../../shared/scan/tally.ts';
import { Killed, type Mortal, mortal } from './mortal.ts';
import type { NightResult, Place } from './night.ts';
import type { Trouble } from './plot.ts';

/** A night as the command line does it: one process, or two at once. One that was killed is begun again by hand. */
export async function commandNight(place: Place, troubles: readonly Trouble[]): Promise<NightResult> {
  const processes = troubles.some(({ at }) => at === 'company') ? [0, 1] : [0];
  const outcomes = await Promise.all(processes.map((number) => run(place, troubles, number)));
  return {
    reports: outcomes.flatMap(({ reports }) => reports),
    errors: outcomes.flatMap(({ errors }) => errors),
    killed: outcomes.filter(({ process }) => process.isDead()).length,
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
    await runFleet(config, {
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
    return { reports, errors: [], process };
  } catch (error) {
    return { reports, errors: error instanceof Killed ? [] : [error], process };
  }
}
