import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { formatTable } from '../../shared/formats/table.ts';
import { auditSnapshot, type Report, type Snapshot } from '../../shared/index.ts';
import { meter } from '../../shared/scan/tally.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { liveScan } from '../support/live.ts';
import { readRecordings } from '../support/recordings.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { ANNOTATION } from '../support/world.ts';

const AT_ONCE = { confirm: { settleSeconds: 0.01 } };
const EACH_RULE = 2;
const { snapshot } = generateFleet({
  seed: 12,
  clusters: 3,
  services: 45,
  driftEvery: 5,
  orphans: 3,
  regions: ['cn-hangzhou'],
});

let fleet: Fleet;
afterEach(() => fleet.close());

/** Recorded worlds such that each rule has findings in some of them. The CS API must be able to name their CCM. */
function sample(): readonly Snapshot[] {
  const counts = new Map<string, number>();
  return [...readRecordings('worlds'), ...readRecordings('edges')]
    .map(({ snapshot }) => snapshot as unknown as Snapshot)
    .filter((world) => {
      const rules = new Set(auditSnapshot(world).findings.map((finding) => finding.rule));
      const isWanted = [...rules].some((rule) => (counts.get(rule) ?? 0) < EACH_RULE);
      if (isWanted) for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      return isWanted;
    })
    .map((world) => ({
      ...world,
      clusters: world.clusters.map((cluster) => ({ ...cluster, ccmVersion: 'v2.9.1' })),
    }));
}

function unconfirmedIn({ findings }: Report): readonly string[] {
  return findings
    .filter((finding) => !finding.confirmed)
    .map(({ rule, id, message }) => `${rule} ${id} ${message}`);
}

describe('the second look at a world that stays as it is', () => {
  let worlds: readonly Snapshot[] = [];
  beforeAll(() => {
    worlds = sample();
  });

  it.each([
    ['listed', false],
    ['discovered', true],
  ])('confirms every finding of every rule: clusters %s', async (_, discover) => {
    fleet = await startFleet(worlds[0] as Snapshot);
    const unconfirmed: unknown[] = [];
    const rules = new Set<string>();
    for (const world of worlds) {
      await fleet.refill(world);

      const { report, unconfirmable } = await liveScan(fleet, { discover, ...AT_ONCE });

      unconfirmed.push(...unconfirmedIn(report), ...unconfirmable);
      for (const finding of report.findings) rules.add(finding.rule);
    }
    expect(unconfirmed).toEqual([]);
    expect(rules.size).toBeGreaterThan(25);
    expect([...rules]).toContain('load-balancer-ambiguous');
  });

  it('confirms findings on discovered clusters whose pods are backends', async () => {
    const ofPods = worlds.filter(({ clusters }) =>
      clusters.some((cluster) => cluster.serviceBackendType === 'eni'),
    );
    fleet = await startFleet(ofPods[0] as Snapshot);
    const confirmed: string[] = [];
    const unconfirmed: string[] = [];
    for (const world of ofPods) {
      await fleet.refill(world);

      const { report } = await liveScan(fleet, { discover: true, ...AT_ONCE });

      confirmed.push(...report.findings.filter((one) => one.confirmed).map((one) => one.rule));
      unconfirmed.push(...unconfirmedIn(report));
    }
    expect(unconfirmed).toEqual([]);
    expect(confirmed.length).toBeGreaterThan(0);
  });
});

describe('the second look', () => {
  it('leaves an orphan unconfirmed that a Service has come to reuse meanwhile', async () => {
    fleet = await startFleet(snapshot);
    const { report: before } = await liveScan(fleet);
    const orphan = before.findings.find((finding) => finding.effect === 'orphaned');
    const server = fleet.kubernetes.get(orphan?.clusterId ?? '');
    let lists = 0;
    server?.faults.add({
      when: ({ api }) => {
        if (api === 'GET /api/v1/services' && ++lists === 2) adopt();
        return false;
      },
      reply: 'forbidden',
    });
    function adopt(): void {
      server?.update(({ kubernetes: { services } }) => {
        const adopter = structuredClone(services.items?.find((one) => one.spec.type === 'LoadBalancer'));
        if (!adopter) throw new Error('no Service to copy');
        Object.assign(adopter.metadata, {
          name: 'adopter',
          uid: '11111111-2222-3333-4444-555555555555',
          annotations: { [`${ANNOTATION}id`]: orphan?.loadBalancerId },
        });
        services.items?.push(adopter);
      });
    }

    const { report } = await liveScan(fleet, AT_ONCE);

    expect(lists).toBe(2);
    expect(report.findings.filter((one) => !one.confirmed).map((one) => one.id)).toEqual([orphan?.id]);
  });

  it('that is not wanted leaves everything unconfirmed', async () => {
    fleet = await startFleet(snapshot);

    const { report, unconfirmable } = await liveScan(fleet, { confirm: { settleSeconds: 0 } });

    expect(report.findings.length).toBeGreaterThan(5);
    expect(report.findings.filter((finding) => finding.confirmed)).toEqual([]);
    expect(unconfirmable).toEqual([]);
    const marks = formatTable(report, { language: 'en', color: false }).match(/not confirmed by/g);
    expect(marks).toHaveLength(report.findings.length);
  });

  it('that the deadline of the scan forestalls is missing, and that is said', async () => {
    fleet = await startFleet(snapshot);
    const once = meter();
    await liveScan(fleet, { confirm: { settleSeconds: 0 } }, undefined, once);
    const { pass, until } = stopTimers();

    const counts = meter();
    const overrides = { confirm: { settleSeconds: 600 }, deadlines: { scanSeconds: 60 } };
    const scanning = liveScan(fleet, overrides, undefined, counts);
    await until(() => isDeepStrictEqual(counts.callsByApi(), once.callsByApi()));
    pass(60_000);
    const { report, unconfirmable } = await scanning;

    expect(report.failures).toEqual([]);
    expect(report.findings.length).toBeGreaterThan(5);
    expect(report.findings.filter((finding) => finding.confirmed)).toEqual([]);
    expect(unconfirmable).toMatchObject([{ resource: 'confirmation', code: 'NotLookedAtAgain' }]);
    expect(unconfirmable[0]?.message).toContain('before the second look');
  });
});
