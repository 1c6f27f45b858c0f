import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/index.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import type { Call } from '../servers/calls.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { annotate, type World, world } from '../support/world.ts';
import { nights } from './support/nights.ts';
import { type ShardedRun, sharded } from './support/sharded.ts';

const LAST = 'cn-beijing';

/** Each cluster in a region of its own: `c1` in sync, and `c2`, whose SLB was renamed by hand. */
function bothRegions(): World {
  const [near, far] = [world({ clusterId: 'c1' }), world({ clusterId: 'c2' })];
  const [service] = far.clusters[0]?.kubernetes.services.items ?? [];
  if (service) annotate(service, 'name', 'wanted');
  return {
    formatVersion: 1,
    clusters: [...near.clusters, ...far.clusters.map((cluster) => ({ ...cluster, regionId: LAST }))],
    regions: [...near.regions, ...far.regions.map((region) => ({ ...region, regionId: LAST }))],
  };
}

/** The same after `c2` was deleted: an SLB that was its own is left behind, or none. */
function lastGone(isSlbLeft: boolean): Snapshot {
  const { clusters, regions, ...rest } = bothRegions();
  const nothing = { loadBalancers: [], listeners: [], vServerGroups: [] };
  return {
    ...rest,
    clusters: clusters.slice(0, 1),
    regions: regions.map((region) =>
      region.regionId === LAST && !isSlbLeft ? { ...region, slb: { ...region.slb, ...nothing } } : region,
    ),
  } as Snapshot;
}

const UNREADABLE: readonly (readonly [what: string, when: (call: Call) => boolean])[] = [
  ['whose clusters could not be listed', ({ product, region }) => product === 'cs' && region === LAST],
  ['whose SLBs could not be listed', ({ api, region }) => api === 'DescribeLoadBalancers' && region === LAST],
  ['beside one that could not be read', ({ product, region }) => product === 'slb' && region !== LAST],
];

function statusesIn(records: readonly FindingRecord[]): Readonly<Record<string, string>> {
  return Object.fromEntries(records.map(({ finding, status }) => [finding.rule, status]));
}

describe.each(['in shards', 'in one process'] as const)(
  'the findings of a region’s last cluster, %s',
  (how) => {
    const folder = temporaryFolder();
    const test = nights((place) => ({ type: 'file', path: place }));
    let fleet: Fleet;
    let run: ShardedRun;
    let count = 0;
    beforeEach(async () => {
      fleet = how === 'in shards' ? await startFleet(bothRegions() as Snapshot) : test.fleet();
      await fleet.refill(bothRegions() as Snapshot);
      test.configure({ accounts: fleet.config({ discover: true }).accounts });
      run = await sharded(fleet, `${folder}/${count++}`, { discover: true });
    });
    afterEach(async () => {
      await run.close();
      if (how === 'in shards') await fleet.close();
    });

    let night = 0;
    /** What the store knows after one more night. */
    async function storeAfter(snapshot: Snapshot): Promise<Readonly<Record<string, string>>> {
      await fleet.refill(snapshot);
      if (how === 'in one process') {
        await test.scan();
        return statusesIn(await test.findings());
      }
      const name = `run-${night++}`;
      await run.start({ run: name });
      await run.finish(name);
      const records: FindingRecord[] = [];
      for await (const { data } of run.station.rows.range('findings')) records.push(data as FindingRecord);
      return statusesIn(records);
    }

    it('are resolved when it is deleted', async () => {
      const before = await storeAfter(bothRegions() as Snapshot);

      expect(before).toEqual({ 'load-balancer-name': 'open' });
      expect(await storeAfter(lastGone(false))).toEqual({ 'load-balancer-name': 'resolved' });
    });

    it('are resolved, and so is at last what it left behind', async () => {
      await storeAfter(bothRegions() as Snapshot);
      const between = await storeAfter(lastGone(true));

      expect(between).toEqual({ 'load-balancer-name': 'resolved', 'load-balancer-unknown-cluster': 'open' });
      expect(await storeAfter(lastGone(false))).toEqual({
        'load-balancer-name': 'resolved',
        'load-balancer-unknown-cluster': 'resolved',
      });
    });

    it.each(UNREADABLE)('stay in one %s', async (_, when) => {
      await storeAfter(bothRegions() as Snapshot);
      fleet.cloud.faults.add({ when, reply: 'forbidden' });

      expect(await storeAfter(lastGone(false))).toEqual({ 'load-balancer-name': 'open' });
    });
  },
);
