import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { verdictsOf } from '../support/differences.ts';
import { liveScan } from '../support/live.ts';

const { snapshot } = generateFleet({ seed: 12, clusters: 2, services: 10, regions: ['cn-hangzhou'] });
const SLOW = snapshot.clusters[0]?.clusterId ?? '';
const LONG = 600_000;

/** Node's own, which a flag brings to light. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

describe('a deadline', () => {
  let fleet: Fleet;
  let collecting: NodeJS.Timeout;
  beforeEach(async () => {
    fleet = await startFleet(snapshot);
    collecting = setInterval(garbageCollector(), 50);
  });
  afterEach(async () => {
    clearInterval(collecting);
    await fleet.close();
  });

  it.each([
    ['one cluster', { clusterSeconds: 2, scanSeconds: 60 }],
    ['the whole scan', { clusterSeconds: 60, scanSeconds: 2 }],
  ])('of %s is kept although the garbage collector runs, and is told as what it is', async (_, deadlines) => {
    fleet.kubernetes.get(SLOW)?.faults.add({ reply: { delay: LONG } });
    const at = performance.now();

    const { report } = await liveScan(fleet, { deadlines });

    const own = report.failures.filter((failure) => failure.clusterId === SLOW);
    expect(new Set(own.map((failure) => failure.code))).toEqual(new Set(['DEADLINE']));
    expect(own[0]?.message).toContain('the time for it is up');
    expect(verdictsOf(report)[SLOW]).toBe('unknown');
    expect(performance.now() - at).toBeLessThan(50_000);
  });
});
