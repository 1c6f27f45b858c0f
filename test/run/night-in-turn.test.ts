import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keep } from '../../shared/service/nightly-audit.ts';
import { isLease, type Lease, takeLease } from '../../shared/store/lease.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { type RunRecord, runs } from '../../shared/store/run.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { world } from '../support/world.ts';
import { type ShardedRun, sharded } from './support/sharded.ts';

const folder = temporaryFolder();
const NIGHT = { task: 'audit', triggerName: 'nightly', triggerTime: '2026-11-23T18:00:00Z' } as const;

describe('a night that comes while somebody is at the findings of the store', () => {
  let fleet: Fleet;
  let run: ShardedRun;
  let count = 0;
  let other: Lease;
  beforeEach(async () => {
    fleet = await startFleet(world({ clusterId: 'c1' }));
    run = await sharded(fleet, `${folder}/${count++}`, { deadlines: { leaseSeconds: 5 } });
    const lease = await takeLease(run.station.rows, {
      name: 'run',
      owner: 'the closing of a scan on demand',
      lasts: 3_600_000,
      now: Date.now,
    });
    if (!isLease(lease)) throw new Error('nobody else is there');
    other = lease;
  });
  afterEach(async () => {
    await run.close();
    await fleet.close();
  });

  function night(rows: RowStore = run.station.rows): Promise<object> {
    return keep({ ...run.station, rows }, NIGHT, {}, new AbortController().signal);
  }
  /** Begins the night, and comes back when it has found the lease held. */
  async function waitingNight(): Promise<{ readonly beginning: Promise<object> }> {
    const { rows } = run.station;
    let looks = 0;
    const get: RowStore['get'] = (table, key) => {
      if (table === 'leases') looks++;
      return rows.get(table, key);
    };
    const beginning = night({ ...rows, get });
    await expect.poll(() => looks).toBeGreaterThan(1);
    return { beginning };
  }
  async function known(): Promise<RunRecord[]> {
    const all: RunRecord[] = [];
    for await (const record of runs(run.station.rows)) all.push(record);
    return all;
  }

  it('begins when that is over', async () => {
    const { beginning } = await waitingNight();
    await other.release();

    expect(await beginning).toMatchObject({ kind: 'started' });
    expect(run.asked).toHaveLength(1);
  });

  it('fails where it takes long, so that it is tried again, and then begins, once', async () => {
    await expect(night()).rejects.toThrow(/cannot be begun yet: another process is at the findings/);
    expect(await known()).toEqual([]);

    await other.release();
    const again = await night();
    const doubled = await night();

    expect([again, doubled]).toMatchObject([{ kind: 'started' }, { kind: 'known' }]);
    expect(await known()).toMatchObject([{ order: { kind: 'nightly', tells: true } }]);
  });

  it('is told at the end of a run that was beginning just then', async () => {
    const { beginning } = await waitingNight();
    await run.station.rows.put(
      'runs',
      ['20261123T180000Z-000-ffffff'],
      {
        run: '20261123T180000Z-000-ffffff',
        status: 'running',
        startedAt: new Date().toISOString(),
        targetCcmVersion: '2.14.0',
        order: {
          kind: 'on-demand',
          until: new Date(Date.now() + 3_600_000).toISOString(),
          keeps: true,
          tells: false,
        },
      } satisfies RunRecord,
      'absent',
    );
    await other.release();

    expect(await beginning).toEqual({ busy: '20261123T180000Z-000-ffffff' });
    expect(await known()).toMatchObject([{ order: { kind: 'on-demand', tells: true } }]);
  });
});
