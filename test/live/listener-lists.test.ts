import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { beyond, failed, verdictsOf } from '../support/differences.ts';
import { fileReport, liveScan, sorted } from '../support/live.ts';
import { world } from '../support/world.ts';

const API = 'DescribeLoadBalancerListeners';
const { snapshot } = generateFleet({
  seed: 12,
  clusters: 3,
  services: 120,
  driftEvery: 12,
  orphans: 3,
  regions: ['cn-hangzhou'],
});

let fleet: Fleet;
afterEach(() => fleet.close());

/** The last page loses some of its listeners, and ends the list all the same. */
function shortPage(times?: number) {
  return fleet.cloud.faults.add({
    when: (call) => call.api === API && call.parameters.NextToken !== undefined,
    ...(times !== undefined && { times }),
    reply: {
      edit: (body) => {
        const page = body as { readonly Listeners: readonly unknown[] };
        return { ...page, Listeners: page.Listeners.slice(3), NextToken: '' };
      },
    },
  });
}

describe('a list of listeners that is shorter than its count', () => {
  it('is read once more', async () => {
    fleet = await startFleet(snapshot);
    const planted = shortPage(1);

    const { report } = await liveScan(fleet);

    expect(planted.hits()).toBe(1);
    expect(report.failures).toEqual([]);
    expect(sorted(report)).toEqual(sorted(fileReport(snapshot, report)));
  });

  it('a second time is not believed', async () => {
    fleet = await startFleet(snapshot);
    const planted = shortPage();

    const { report } = await liveScan(fleet);

    expect(planted.hits()).toBe(2);
    expect(failed(report)).toEqual(['listeners all ListIncomplete']);
    expect(beyond(report, fileReport(snapshot, report))).toEqual([]);
    expect(Object.values(verdictsOf(report))).not.toContain('ready');
    expect(report.coverage.services.compared).toBe(0);
  });
});

describe('SLBs without a tag that Services reuse', () => {
  it.each(['served', 'empty', 'refused'] as const)(
    'have their listeners read, where a region-wide list is %s',
    async (regionWideListeners) => {
      const held = world({
        services: [
          { name: 'web', reused: true },
          { name: 'api', reused: true },
        ],
      });
      for (const item of held.regions[0]?.slb.loadBalancers ?? []) item.Tags = { Tag: [] };
      fleet = await startFleet(held, { regionWideListeners });

      const { report } = await liveScan(fleet);

      const byInstance = fleet.cloud.calls
        .of({ api: API })
        .filter(({ parameters }) => 'LoadBalancerId.1' in parameters);
      expect(report.failures).toEqual([]);
      expect(sorted(report)).toEqual(sorted(fileReport(held, report)));
      expect(report.findings.map((finding) => finding.rule)).not.toContain('listener-create');
      expect(report.coverage.services).toEqual({ total: 2, compared: 2 });
      expect(byInstance).toHaveLength(regionWideListeners === 'served' ? 0 : 1);
    },
  );
});
