import { DEFAULT_LIMITS } from '../../shared/config/defaults.ts';
import type { Call } from '../../test/servers/calls.ts';
import { everyNth } from '../../test/servers/faults.ts';
import { startFleet } from '../../test/servers/fleet.ts';
import { type FleetPlan, plannedFleet } from '../write-fleet.ts';

/** What the servers of a live measurement hold, and how they behave. */
export interface Stage {
  readonly fleet: FleetPlan;
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

/** What the servers of the cloud saw. */
export interface Seen {
  readonly slbCalls: number;
  /** Calls of the API that was called most, in one region of one account: what shares a limit. */
  readonly mostOfOneApi: number;
  /** The longest that any API would take at the calls a minute that a config without `limits` gives it. */
  readonly minutesByDefault: number;
  readonly throttled: number;
}

/** Serves a generated fleet until it is asked what it saw. Parent and child talk over their channel. */
export async function serve(stage: Stage): Promise<void> {
  const { snapshot } = plannedFleet(stage.fleet);
  const fleet = await startFleet(snapshot, {
    latency: stage.latency,
    ...(stage.limit && { requestLimits: { '*': stage.limit } }),
  });
  if (stage.throttleEvery !== undefined) {
    fleet.cloud.faults.add({ when: everyNth(stage.throttleEvery), reply: 'throttle' });
  }
  const ready: Ready = { config: fleet.configText({ limits: stage.limits }), env: fleet.env() };
  process.once('message', async () => {
    process.send?.(seenIn(fleet.cloud.calls.all) satisfies Seen);
    await fleet.close();
    process.disconnect();
  });
  process.send?.(ready);
}

/** What a log of the cloud's calls comes to. */
export function seenIn(calls: readonly Call[]): Seen {
  const shared = new Map<string, Call[]>();
  for (const call of calls) {
    const key = `${call.account} ${call.region} ${call.product} ${call.api}`;
    const others = shared.get(key);
    if (others) others.push(call);
    else shared.set(key, [call]);
  }
  const apis = [...shared.values()];
  return {
    slbCalls: calls.filter((call) => call.product === 'slb').length,
    mostOfOneApi: Math.max(0, ...apis.map((of) => of.length)),
    minutesByDefault: Math.max(0, ...apis.map((of) => of.length / grantedFor(of[0]))),
    throttled: calls.filter((call) => call.status === 400).length,
  };
}

function grantedFor(call: Call | undefined): number {
  const limit = Object.entries(DEFAULT_LIMITS).find(([product]) => product === call?.product)?.[1];
  return limit?.requestsPerMinute ?? Number.POSITIVE_INFINITY;
}
