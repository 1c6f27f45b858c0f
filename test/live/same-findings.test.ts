import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { fileReport, liveCapture, liveScan, sorted } from '../support/live.ts';
import { disagreements, type Recording, readRecordings } from '../support/recordings.ts';

const { snapshot, truth } = generateFleet({
  seed: 31,
  clusters: 6,
  services: 240,
  nodesPerCluster: 4,
  unrelatedLoadBalancers: 80,
  driftEvery: 4,
  orphans: 6,
});

describe('a generated fleet', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet(snapshot);
  });
  afterAll(() => fleet.close());

  it.each([
    ['listed', false],
    ['discovered', true],
  ])('gives the same findings live as from its file: clusters %s', async (_, discover) => {
    const { report } = await liveScan(fleet, { discover });

    expect(report.failures).toEqual([]);
    expect(sorted(report)).toEqual(sorted(fileReport(snapshot, report)));
    expect(new Set(report.findings.map((finding) => finding.rule))).toEqual(
      expect.objectContaining(new Set(truth.faults.map((fault) => fault.rule))),
    );
  });

  it('is captured into a file that gives the same findings', async () => {
    const { report } = await liveScan(fleet);

    const captured = JSON.parse(JSON.stringify(await liveCapture(fleet)));

    expect(sorted(fileReport(captured, report))).toEqual(sorted(report));
  });

  it('is read with reading calls only', async () => {
    await liveScan(fleet, { discover: true });

    expect(fleet.cloud.calls.unexpected()).toEqual([]);
    expect([...fleet.kubernetes.values()].flatMap((server) => server.calls.unexpected())).toEqual([]);
  });
});

describe.each(['worlds', 'edges'] as const)('the recordings of %s, served over the wire', (file) => {
  let fleet: Fleet;
  const recordings = readRecordings(file);
  beforeAll(async () => {
    fleet = await startFleet((recordings[0] as Recording).snapshot as never);
  });
  afterAll(() => fleet.close());

  it('give the findings that CCM gives, and those of their files', async () => {
    const complaints: string[] = [];
    for (const recording of recordings) {
      await fleet.refill(recording.snapshot as never);

      const { report } = await liveScan(fleet);

      complaints.push(...disagreements(recording, report).map((line) => `${recording.name}: ${line}`));
      const fromFile = JSON.stringify(sorted(fileReport(recording.snapshot, report)));
      if (JSON.stringify(sorted(report)) !== fromFile)
        complaints.push(`${recording.name}: differs from its file`);
    }
    expect(complaints).toEqual([]);
  });
});
