import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import type { Snapshot } from '../../shared/index.ts';
import type { FaultReply } from '../servers/faults.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { beyond, verdictsOf } from '../support/differences.ts';
import { fileReport, liveScan, sorted } from '../support/live.ts';
import { readRecordings } from '../support/recordings.ts';

const REFUSALS: readonly (readonly [string, FaultReply])[] = [
  ['is denied', 'forbidden'],
  ['fails', { status: 400, code: 'ErrorCheckAddon', message: 'the addon cannot be told' }],
];

let fleet: Fleet;
afterEach(() => fleet.close());

/** Recordings of clusters whose pods are backends by default. Their CCM is installed, as the CS API must say. */
function podBackendWorlds(): readonly Snapshot[] {
  return readRecordings('worlds')
    .map(({ snapshot }) => snapshot as unknown as Snapshot)
    .filter(({ clusters }) => clusters.some((cluster) => cluster.serviceBackendType === 'eni'))
    .map((snapshot) => ({
      ...snapshot,
      clusters: snapshot.clusters.map((cluster) => ({ ...cluster, ccmVersion: 'v2.9.1' })),
    }));
}

describe('what the CS API says of a CCM', () => {
  it('makes pods the backends of a discovered cluster, as its file would', async () => {
    const worlds = podBackendWorlds();
    fleet = await startFleet(worlds[0] as Snapshot);
    const differing: unknown[] = [];
    let findings = 0;
    for (const world of worlds) {
      await fleet.refill(world);

      const { report } = await liveScan(fleet, { discover: true });

      const whole = fileReport(world, report);
      findings += whole.findings.length;
      differing.push(...beyond(report, whole), ...beyond(whole, report));
    }
    expect(worlds.length).toBeGreaterThan(10);
    expect(findings).toBeGreaterThan(3);
    expect(differing).toEqual([]);
  });

  it.each(REFUSALS)('leaves the cluster unknown, and nothing invented, when it %s', async (_, reply) => {
    const worlds = podBackendWorlds();
    fleet = await startFleet(worlds[0] as Snapshot);
    fleet.cloud.faults.add({ when: (call) => call.api === 'GetClusterAddonInstance', reply });
    for (const world of worlds) {
      await fleet.refill(world);

      const { report } = await liveScan(fleet, { discover: true });

      expect(beyond(report, fileReport(world, report))).toEqual([]);
      expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(world.clusters.map(() => 'unknown'));
      expect(report.clusters[0]?.error).toContain('GetClusterAddonInstance in ');
    }
  });

  it.each(REFUSALS)('concerns no other cluster when it %s', async (_, reply) => {
    const { snapshot } = generateFleet({
      seed: 12,
      clusters: 3,
      services: 45,
      driftEvery: 4,
      orphans: 3,
      regions: ['cn-hangzhou'],
    });
    const id = snapshot.clusters[0]?.clusterId ?? '';
    fleet = await startFleet(snapshot);
    fleet.cloud.faults.add({
      when: ({ api, parameters }) => api === 'GetClusterAddonInstance' && parameters.ClusterId === id,
      reply,
    });

    const { report } = await liveScan(fleet, { discover: true });

    const expected = sorted(fileReport(snapshot, report)).filter((finding) => finding.clusterId !== id);
    expect(expected.length).toBeGreaterThan(5);
    expect(sorted(report)).toEqual(expected);
    expect(verdictsOf(report)[id]).toBe('unknown');
  });
});
