import { everyNth } from '../../test/servers/faults.ts';
import { startFleet } from '../../test/servers/fleet.ts';
import { type FleetOptions, generateFleet } from '../generate-fleet.ts';

/** What the servers of a live measurement hold, and how they behave. */
export interface Stage {
  readonly fleet: FleetOptions;
  /** Milliseconds until any answer of the cloud. */
  readonly latency: number;
  /** What the cloud grants each API: so many calls in so many milliseconds. */
  readonly limit?: { readonly count: number; readonly windowMilliseconds: number };
  /** Every how many calls one is throttled, whatever the limit. */
  readonly throttleEvery?: number;
  /** The config's `limits`. */
  readonly limits: object;
}

/** What the servers tell when they are ready. */
export interface Ready {
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What the servers saw. */
export interface Seen {
  /** Calls by API, those of the cloud only. */
  readonly calls: Readonly<Record<string, number>>;
  readonly throttled: number;
}

/** Serves a generated fleet until it is asked what it saw. Parent and child talk over their channel. */
export async function serve(stage: Stage): Promise<void> {
  const { snapshot } = generateFleet(stage.fleet);
  const fleet = await startFleet(snapshot, {
    latency: stage.latency,
    ...(stage.limit && { requestLimits: { '*': stage.limit } }),
  });
  if (stage.throttleEvery !== undefined) {
    fleet.cloud.faults.add({ when: everyNth(stage.throttleEvery), reply: 'throttle' });
  }
  const ready: Ready = { config: fleet.configText({ limits: stage.limits }), env: fleet.env() };
  process.once('message', async () => {
    const throttled = fleet.cloud.calls.count({ status: 400 });
    const seen: Seen = { calls: fleet.cloud.calls.counts(), throttled };
    process.send?.(seen);
    await fleet.close();
    process.disconnect();
  });
  process.send?.(ready);
}
