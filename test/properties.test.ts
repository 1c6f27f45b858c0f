import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateFleet } from '../bench/generate-fleet.ts';
import { auditSnapshot, type Report } from '../shared/index.ts';
import { readRecordings } from './support/recordings.ts';

const RECORDINGS = [...readRecordings('worlds'), ...readRecordings('edges')];
const SNAPSHOTS = RECORDINGS.map((recording) => JSON.stringify(recording.snapshot));

/** A value that anything in a snapshot may turn into. */
const garbage = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(null, '', 'x', 0, -1, 1.5, true, 1e300, '__proto__', 'k8s/////', [], {}),
  },
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<unknown> },
);

interface Mangling {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'double';
  readonly value: unknown;
}

const mangling: fc.Arbitrary<Mangling> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'remove', 'double'),
  value: garbage,
});

type Container = Record<string, unknown> | unknown[];

/** Every place of a JSON value: a container and a key of it. */
function placesOf(value: unknown, places: [Container, string][] = []): [Container, string][] {
  if (typeof value !== 'object' || value === null) return places;
  for (const key of Object.keys(value)) {
    places.push([value as Container, key]);
    placesOf((value as Record<string, unknown>)[key], places);
  }
  return places;
}

function mangle(snapshot: unknown, { at, how, value }: Mangling): void {
  const places = placesOf(snapshot);
  const place = places[at % places.length];
  if (!place) return;
  const [container, key] = place;
  if (how === 'double' && Array.isArray(container)) container.push(container[Number(key)]);
  else if (how === 'remove' && !Array.isArray(container)) delete container[key];
  else (container as Record<string, unknown>)[key] = value;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

function checkInvariants(report: Report): void {
  const ids = report.findings.map((finding) => finding.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const finding of report.findings) {
    expect(finding.visibility === 'hidden').toBe(finding.hiddenBehind !== undefined);
    if (finding.hiddenBehind !== undefined) expect(ids).toContain(finding.hiddenBehind);
    expect(finding.visibility === 'never').toBe(finding.effect !== 'fails-check');
  }
  for (const cluster of report.clusters) {
    const blocked = report.findings.some(
      (f) => f.clusterId === cluster.clusterId && f.effect === 'fails-check',
    );
    expect(cluster.verdict === 'blocked').toBe(blocked);
    if (cluster.error !== undefined) expect(cluster.verdict).not.toBe('ready');
  }
}

describe('auditSnapshot', () => {
  it('finds nothing in a fleet that is in sync', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 60 }),
        (seed, clusters, services) => {
          const { snapshot } = generateFleet({ seed, clusters, services, driftEvery: 0, orphans: 0 });

          const report = auditSnapshot(snapshot, { now: Date.UTC(2026, 0, 1) });

          expect(report.findings).toEqual([]);
          expect(report.failures).toEqual([]);
          expect(report.clusters.every((cluster) => cluster.verdict === 'ready')).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds nothing in the untouched recordings in which CCM found nothing', () => {
    const untouched = RECORDINGS.filter(
      ({ snapshot, expected }) =>
        snapshot.mutations?.length === 0 &&
        Object.values(expected).every(
          (service) => service.events.length === 0 && service.blocked === undefined,
        ),
    );

    const findings = untouched.flatMap((recording) => auditSnapshot(recording.snapshot).findings);

    expect(untouched.length).toBeGreaterThan(30);
    expect(findings).toEqual([]);
  });

  it('gives the same report for the same snapshot, whatever was audited between', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SNAPSHOTS), fc.constantFrom(...SNAPSHOTS), (one, other) => {
        const first = auditSnapshot(JSON.parse(one));
        auditSnapshot(JSON.parse(other));
        const second = auditSnapshot(JSON.parse(one));

        expect(second).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  it('never changes what it is given', () => {
    for (const text of SNAPSHOTS) {
      const frozen = deepFreeze(JSON.parse(text));

      expect(() => auditSnapshot(frozen)).not.toThrow();
      expect(JSON.stringify(frozen)).toBe(text);
    }
  });

  it('keeps its promises about visibility, ids and verdicts on every recording, in both languages', () => {
    for (const recording of RECORDINGS) {
      const report = auditSnapshot(recording.snapshot);
      const chinese = auditSnapshot(recording.snapshot, { language: 'zh' });

      checkInvariants(report);
      expect(chinese.findings.map((finding) => finding.id)).toEqual(
        report.findings.map((finding) => finding.id),
      );
    }
  });

  it('never throws on a mangled snapshot: what it cannot read it reports', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SNAPSHOTS),
        fc.array(mangling, { minLength: 1, maxLength: 8 }),
        (text, manglings) => {
          const snapshot: unknown = JSON.parse(text);
          for (const one of manglings) mangle(snapshot, one);

          const report = auditSnapshot(snapshot);

          checkInvariants(report);
          if (report.clusters.length === 0)
            expect(report.findings.every((f) => f.effect === 'info')).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('never throws on a value that is anything but a snapshot', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          const report = auditSnapshot(value);

          expect(report.clusters).toEqual([]);
          expect(report.failures.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
