import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../../shared/alerts/outbox.ts';
import type { Send } from '../../shared/alerts/robot.ts';
import type { OpenRobot } from '../../shared/alerts/robots.ts';
import type { Snapshot } from '../../shared/index.ts';
import { finishRun } from '../../shared/run/finish-run.ts';
import { runShard } from '../../shared/run/shard-run.ts';
import type { Station } from '../../shared/run/station.ts';
import { sweep } from '../../shared/run/sweep.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import type { RowStore, TableName } from '../../shared/store/rows.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { twoAccounts } from '../support/accounts.ts';
import { temporaryFolder } from '../support/files.ts';
import { type Boundary, stepped } from '../support/steps.ts';
import { annotate } from '../support/world.ts';
import { sharded } from './support/sharded.ts';

const ROBOT: OpenRobot = {
  robot: { id: 'ops', url: 'https://robot.invalid', atMobiles: [] },
  language: 'en',
  match: { clusters: ['*'], effects: ['fails-check'] },
  summary: false,
};
/** All leases have run out by then, and every shard was silent for long. */
const LATER = 10 * 60_000;
const NEVER = new AbortController().signal;

/** What is the same of a run wherever it was killed. */
interface Outcome {
  readonly findings: readonly object[];
  readonly deliveries: readonly string[];
  readonly runs: readonly string[];
  readonly left: readonly string[];
  readonly sent: number;
}

describe('a run in shards whose processes are all killed at one step, and that the sweep then finds', () => {
  const folder = temporaryFolder();
  let fleet: Fleet;
  let count = 0;
  let steps: string[] = [];
  let undisturbed: Outcome;
  beforeAll(async () => {
    const held = twoAccounts();
    for (const cluster of held.clusters) {
      for (const service of cluster.kubernetes.services.items ?? []) annotate(service, 'name', 'wanted');
    }
    fleet = await startFleet(held as Snapshot);
    undisturbed = await lived(undefined);
  });
  afterAll(() => fleet.close());

  /** The whole life of a run; its processes die at the boundary, others go on with what they left. */
  async function lived(end: Boundary | undefined): Promise<Outcome> {
    let ahead = 0;
    let isDead = false;
    let sent = 0;
    const seen: string[] = [];
    const overrides = {
      confirm: { settleSeconds: 0.001 },
      deadlines: { scanSeconds: 3_600, leaseSeconds: 10 },
    };
    const run = await sharded(fleet, `${folder}/${count++}`, overrides, () => Date.now() + ahead);
    const send: Send = async () => {
      sent++;
      return { kind: 'sent' };
    };
    const mortal = stepped(run.station.rows, send, ({ index, name }, when) => {
      if (when === 'before') seen[index] = name;
      isDead ||= end?.index === index && end.when === when;
      if (isDead) throw new Error('killed');
    });

    async function work(station: Station, voice: Send): Promise<void> {
      for (let asked = run.asked.shift(); asked; asked = run.asked.shift()) {
        const { shard, run: name } = asked.payload;
        if (shard === undefined)
          await finishRun(station, String(name), { robots: [ROBOT], send: voice }, NEVER);
        else
          await runShard(station, {
            run: String(name),
            shard: String(shard),
            pauseAt: station.now() + LATER,
          });
      }
    }
    const { station } = run;
    await run.start({ tells: true }, { ...station, rows: mortal.rows }).catch(() => undefined);
    await work({ ...station, rows: mortal.rows }, mortal.send).catch(() => undefined);
    if (isDead) {
      ahead = LATER;
      run.asked.length = 0;
      await run.start({ tells: true });
      await work(station, send);
      const { over } = await sweep(station);
      for (const name of over) await finishRun(station, name, { robots: [ROBOT], send }, NEVER);
      await work(station, send);
      await finishRun(station, 'run-1', { robots: [ROBOT], send }, NEVER);
    }
    steps = seen;
    const outcome = { ...(await outcomeOf(station.rows)), sent };
    await run.close();
    return outcome;
  }

  it('finds all, and tells it once, where nothing happens', () => {
    expect(undisturbed).toMatchObject({ runs: ['closed'], deliveries: ['sent'], sent: 1, left: [] });
    expect(undisturbed.findings).toHaveLength(2);
    expect(steps.length).toBeGreaterThan(25);
  });

  it('comes to the same', async () => {
    const names = [...steps];
    const boundaries = names.flatMap((_, index) =>
      (['before', 'within', 'after'] as const).map((when) => ({ index, when })),
    );
    const wrong: object[] = [];
    let twice = 0;
    for (const end of boundaries) {
      const { sent, ...outcome } = await lived(end);
      if (sent > 1) twice++;
      const { sent: _, ...expected } = undisturbed;
      if (JSON.stringify(outcome) !== JSON.stringify(expected) || sent < 1) {
        wrong.push({ at: names[end.index], ...end, sent, outcome });
      }
    }

    expect(wrong).toEqual([]);
    // Between the sending of the message and the note that it was sent.
    expect(twice).toBeLessThanOrEqual(3);
  }, 600_000);
});

async function outcomeOf(rows: RowStore): Promise<Omit<Outcome, 'sent'>> {
  async function all<T>(table: TableName): Promise<T[]> {
    const found: T[] = [];
    for await (const { data } of rows.range(table)) found.push(data as T);
    return found;
  }
  const left: string[] = [];
  for await (const { key } of rows.range('checkpoints')) left.push(`checkpoint ${key.join(' ')}`);
  for await (const { key } of rows.range('reports')) if (key[1] !== '-') left.push(`report ${key.join(' ')}`);
  for await (const { key } of rows.range('leases'))
    if (/^shard/.test(key[0] ?? '')) left.push(`lease ${key[0]}`);
  return {
    findings: (await all<FindingRecord>('findings')).map(({ finding, status, sightings, told }) => ({
      id: finding.id,
      status,
      sightings,
      told,
    })),
    deliveries: (await all<Delivery>('deliveries')).map(({ status }) => status),
    runs: (await all<{ status: string }>('runs')).map(({ status }) => status),
    left,
  };
}
