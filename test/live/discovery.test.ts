import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/index.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { verdictsOf } from '../support/differences.ts';
import { liveScan } from '../support/live.ts';
import { world } from '../support/world.ts';

const NAMES = { c1: 'prod-shop', c2: 'prod-eu/west', c3: '.hidden', c4: 'test-old' };

let fleet: Fleet;
afterEach(() => fleet.close());

function namedClusters(): Snapshot {
  const held = world(...Object.keys(NAMES).map((clusterId) => ({ clusterId })));
  for (const cluster of held.clusters) {
    cluster.name = NAMES[cluster.clusterId as keyof typeof NAMES];
    cluster.ccmVersion = 'v2.9.1';
  }
  return held as Snapshot;
}

/** The config of the fleet, with its clusters chosen so. */
function choosing(choice: object): FleetConfig {
  const { accounts } = fleet.config() as { accounts: readonly object[] };
  return { accounts: accounts.map((account) => ({ ...account, clusters: { discover: true, ...choice } })) };
}

describe('clusters that are discovered', () => {
  it.each([
    ['all', {}, ['c1', 'c2', 'c3', 'c4']],
    ['all by a glob, whatever signs are in their names', { include: ['*'] }, ['c1', 'c2', 'c3', 'c4']],
    ['by name, a slash being a sign like others', { include: ['prod-*'] }, ['c1', 'c2']],
    ['by id', { include: ['c3', 'c4'] }, ['c3', 'c4']],
    ['by what is excluded', { exclude: ['*-old', 'c2'] }, ['c1', 'c3']],
    ['by both', { include: ['*o*'], exclude: ['prod-*'] }, ['c4']],
  ])('are chosen: %s', async (_, choice, chosen) => {
    fleet = await startFleet(namedClusters());

    const { report } = await liveScan(fleet, choosing(choice));

    expect(report.failures).toEqual([]);
    expect(report.clusters.map((cluster) => cluster.clusterId)).toEqual(chosen);
  });

  it.each([
    [60, '15'],
    [3_601, '61'],
    [86_400, '1440'],
  ])('have kubeconfigs for the time of a scan: of %i seconds', async (scanSeconds, minutes) => {
    fleet = await startFleet(world());

    await liveScan(fleet, { discover: true, deadlines: { scanSeconds } });

    const asked = fleet.cloud.calls.of({ api: 'DescribeClusterUserKubeconfig' });
    expect(asked.map(({ parameters }) => parameters.TemporaryDurationMinutes)).toEqual([minutes]);
  });

  it('are unknown without being asked when they do not run', async () => {
    fleet = await startFleet(namedClusters());
    fleet.cloud.update((accounts) => {
      for (const cluster of accounts[0]?.clusters ?? []) {
        if (cluster.clusterId === 'c1') cluster.state = 'stopped';
      }
    });

    const { report } = await liveScan(fleet, { discover: true });

    expect(report.failures.map(({ clusterId, code }) => [clusterId, code])).toEqual([
      ['c1', 'ClusterNotRunning'],
    ]);
    expect(verdictsOf(report)).toEqual({ c1: 'unknown', c2: 'ready', c3: 'ready', c4: 'ready' });
    expect(fleet.kubernetes.get('c1')?.calls.count()).toBe(0);
  });

  it('that cannot be listed leave nothing to conclude about whose the SLBs are', async () => {
    fleet = await startFleet(namedClusters());
    fleet.cloud.faults.add({ when: (call) => call.api === 'DescribeClustersV1', reply: 'forbidden' });

    const { report } = await liveScan(fleet, { discover: true });

    expect(report.failures.map(({ resource, code }) => [resource, code])).toEqual([
      ['clusters', 'Forbidden.RAM'],
    ]);
    expect(report.findings).toEqual([]);
  });
});
