import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { auditSnapshot } from '../../shared/index.ts';
import type { Advice } from '../../shared/report/advice.ts';
import { explainService } from '../../shared/report/explain.ts';
import type { Explanation } from '../../shared/report/explanation.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { UNLIMITED } from '../support/live.ts';
import { type Run, run } from '../support/terminal.ts';

const folder = temporaryFolder();
const { snapshot } = generateFleet({
  seed: 33,
  clusters: 3,
  services: 60,
  nodesPerCluster: 3,
  driftEvery: 2,
  orphans: 2,
  regions: ['cn-hangzhou', 'cn-shanghai'],
});

function live(fleet: Fleet, args: readonly string[], overrides: FleetConfig = {}): Promise<Run> {
  const file = fileIn(folder, 'config.json', fleet.configText({ limits: UNLIMITED, ...overrides }));
  return run([...args, '--config', file], { env: fleet.env() });
}

/** A cluster of the fleet, and a Service of it that has findings. */
function subject() {
  const finding = auditSnapshot(snapshot).findings.find((one) => one.service !== undefined);
  if (!finding?.namespace || !finding.service) throw new Error('no Service has findings');
  const { clusterId, clusterName, regionId, namespace, service } = finding;
  return { clusterId, clusterName, regionId, namespace, service, name: `${namespace}/${service}` };
}

/** An explanation without what only a live reading can know, or cannot: the time, and whether it was seen twice. */
function gist({ findings, at: _, failures: __, ...rest }: Explanation) {
  return { ...rest, findings: findings.map(({ confirmed: ___, ...finding }) => finding) };
}

describe('a Service of a live fleet', () => {
  const { clusterId, clusterName, regionId, name, namespace, service } = subject();
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet(snapshot);
  });
  afterAll(() => fleet.close());
  afterEach(() => fleet.refill(snapshot));

  it.each([
    ['listed', {}],
    ['discovered', { discover: true }],
  ])('is explained as one of a file, of a cluster that is %s', async (_, overrides) => {
    const args = ['explain', name, '--cluster', clusterName, '--format', 'json'];

    const { out, code } = await live(fleet, args, overrides);

    const explanation = JSON.parse(out) as Explanation;
    const file = explainService(snapshot, { clusterId, namespace, service, now: explanation.at });
    expect(code).toBe(0);
    expect(gist(explanation)).toEqual(JSON.parse(JSON.stringify(gist(file))));
    expect(explanation.findings.every((finding) => !finding.confirmed)).toBe(true);
  });

  it('costs the details of its own SLB, and nothing of another region', async () => {
    const before = fleet.cloud.calls.of({ product: 'slb' }).length;

    await live(fleet, ['explain', name, '--cluster', clusterName]);

    const calls = fleet.cloud.calls.of({ product: 'slb' }).slice(before);
    const details = calls.filter(({ parameters }) => parameters.LoadBalancerId !== undefined);
    const instances = new Set(details.map(({ parameters }) => parameters.LoadBalancerId));
    expect(instances.size).toBe(1);
    expect(new Set(calls.map(({ parameters }) => parameters.RegionId))).toEqual(new Set([regionId]));
  });

  it.each([
    [['explain', `${name}x`, '--cluster', clusterName], 'did you mean'],
    [['explain', name, '--cluster', `${clusterName}x`], `did you mean "${clusterName}"?`],
    [['advise', '--cluster', `${clusterName}x`], `did you mean "${clusterName}"?`],
  ])('that is none is said to be none, with the nearest: %j', async (args, words) => {
    const { code, out, err } = await live(fleet, args);

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});

describe('advice on a live cluster', () => {
  it('is that on the same cluster of a file, orphans included', async () => {
    const fleet = await startFleet(snapshot);
    const { clusterId, clusterName } = subject();

    const { out, code } = await live(fleet, ['advise', '--cluster', clusterName, '--format', 'json']);

    await fleet.close();
    const advice = JSON.parse(out) as Advice;
    const report = auditSnapshot(snapshot, { now: advice.at });
    const own = report.findings.filter((finding) => finding.clusterId === clusterId);
    const mended = advice.mends.flatMap(({ services }) => services.flatMap(({ faults }) => faults));
    expect(code).toBe(1);
    expect(advice.orphans).toBe(own.filter(({ effect }) => effect === 'orphaned').length);
    expect(mended.map(({ findingId }) => findingId).sort()).toEqual(
      own
        .filter(({ effect }) => effect === 'fails-check' || effect === 'breaks-sync')
        .map(({ id }) => id)
        .sort(),
    );
    expect(advice.confirmed).toBe(false);
  });
});
