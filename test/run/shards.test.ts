import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { generatedAccounts } from '../support/generated-accounts.ts';
import { liveScan, sorted } from '../support/live.ts';
import { type ShardedRun, sharded } from './support/sharded.ts';

const FLEET = {
  seed: 5,
  clusters: 4,
  services: 60,
  nodesPerCluster: 2,
  driftEvery: 4,
  orphans: 4,
  unrelatedLoadBalancers: 5,
  regions: ['cn-hangzhou', 'cn-beijing'],
};

/** An invocation is stopped after so many calls. */
const CALLS_A_TURN = 40;

describe('a run in shards', () => {
  const folder = temporaryFolder();
  let fleet: Fleet;
  let run: ShardedRun;
  let count = 0;
  beforeEach(async () => {
    fleet = await startFleet(generatedAccounts(2, FLEET));
  });
  afterEach(async () => {
    await run.close();
    await fleet.close();
  });

  async function open(overrides: Parameters<typeof sharded>[2] = {}): Promise<void> {
    run = await sharded(fleet, `${folder}/${count++}`, overrides);
  }

  it('says what a scan of the whole fleet at once says', async () => {
    await open();
    const whole = await liveScan(fleet);

    await run.start();
    const report = await run.finish('run-1');

    expect(report.findings.length).toBeGreaterThan(20);
    expect(sorted(report)).toEqual(sorted(whole.report));
    expect(report.coverage).toEqual(whole.report.coverage);
    expect(report.clusters.map(({ clusterId, verdict }) => [clusterId, verdict])).toEqual(
      whole.report.clusters.map(({ clusterId, verdict }) => [clusterId, verdict]),
    );
  });

  it('asks nothing twice when its shards are paused again and again', async () => {
    const one = { requestsPerMinute: 1_000_000, concurrency: 1 };
    await open({ limits: { slb: one, ecs: one, vpc: one, cs: one } });
    const whole = await liveScan(fleet);
    const groups = fleet.cloud.calls.count({ api: 'DescribeVServerGroups' });
    fleet.cloud.calls.clear();

    let pauses = 0;
    let stop = new AbortController();
    let calls = 0;
    fleet.cloud.faults.add({
      when: () => {
        if (++calls % CALLS_A_TURN === 0) stop.abort();
        return false;
      },
      reply: 'throttle',
    });
    await run.start();
    while (run.asked[0]?.payload.shard !== undefined) {
      const [asked] = run.asked;
      stop = new AbortController();
      if ((await run.next({ signal: stop.signal })) !== 'paused') continue;
      pauses++;
      run.asked.unshift(asked);
    }
    const report = await run.finish('run-1');

    expect(pauses).toBeGreaterThan(4);
    expect(sorted(report)).toEqual(sorted(whole.report));
    // The one call that is under way at a pause is lost.
    expect(fleet.cloud.calls.count({ api: 'DescribeVServerGroups' })).toBeLessThanOrEqual(groups + pauses);
  });
});
