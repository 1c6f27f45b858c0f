import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAdvice } from '../../shared/formats/advice.ts';
import { formatExplanation } from '../../shared/formats/explain.ts';
import { FORMATS, type FormatName } from '../../shared/formats/format.ts';
import { auditSnapshot, type Report } from '../../shared/index.ts';
import { adviseUpgrade } from '../../shared/report/advice.ts';
import { adviceFacts } from '../../shared/report/advice-facts.ts';
import { explainService } from '../../shared/report/explain.ts';
import { PRUNERS } from '../../shared/snapshot/prune.ts';
import { readJsonFile } from '../../shared/sources/snapshot-file.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { fuzz, orRefusal } from './support/fuzz.ts';
import { jsonText, misfits, mutated, mutatedText, mutations, textMutations } from './support/mutate.ts';
import { fullWorld, snapshotSeeds } from './support/seeds.ts';

const NOW = Date.UTC(2026, 2, 3);
const FULL = fullWorld();
const snapshots = fc
  .tuple(fc.oneof(fc.constant<unknown>(FULL), fc.constantFrom(...snapshotSeeds())), mutations(6))
  .map(([seed, changes]) => mutated(seed, changes));
const languages = fc.constantFrom('en' as const, 'zh' as const);

/** No rule stumbled, and what could not be read keeps clusters from being ready. */
function expectSound(report: Report): void {
  expect(report.failures.filter(({ code }) => code === 'RuleCrashed')).toEqual([]);
  for (const { error, verdict } of report.clusters)
    if (error !== undefined) expect(verdict).not.toBe('ready');
}

describe('a snapshot that was changed anywhere', () => {
  it('is audited without a fault of its own', () => {
    fuzz(700, snapshots, (snapshot) => {
      expectSound(auditSnapshot(snapshot, { now: NOW }));
    });
  });

  it('can be shown in every form and language', () => {
    const forms = fc.constantFrom(...(Object.keys(FORMATS) as FormatName[]));
    fuzz(200, fc.tuple(snapshots, forms, languages), ([snapshot, format, language]) => {
      const report = auditSnapshot(snapshot, { now: NOW, language });

      expect(FORMATS[format](report, { language, color: false }).length).toBeGreaterThan(10);
    });
  });

  it('can have its Services explained and its clusters advised', () => {
    fuzz(200, fc.tuple(snapshots, languages), ([snapshot, language]) => {
      for (const clusterId of ['c1', 'c2']) {
        const service = { clusterId, namespace: 'prod', service: 'web', now: NOW, language };
        orRefusal(() => formatExplanation(explainService(snapshot, service), { language, color: false }));
        const report = auditSnapshot(snapshot, { now: NOW });
        orRefusal(() => {
          const advice = adviseUpgrade(report, adviceFacts(snapshot, clusterId, report), language);
          return formatAdvice(advice, { language, color: false });
        });
      }
    });
  });
});

describe('a snapshot with one value of a kind that fits no such place', () => {
  it('makes no cluster ready that is blocked without it', () => {
    const blocked = auditSnapshot(FULL, { now: NOW }).clusters.map(({ verdict }) => verdict);
    expect(blocked).toEqual(['blocked', 'blocked']);

    fuzz(700, misfits, (change) => {
      const report = auditSnapshot(mutated(FULL, [change]), { now: NOW });

      expectSound(report);
      expect(report.clusters.filter(({ verdict }) => verdict === 'ready')).toEqual([]);
      if (report.clusters.length === 0) expect(report.failures.length).toBeGreaterThan(0);
    });
  });
});

describe('a file', () => {
  const folder = temporaryFolder();
  const TEXT = JSON.stringify(FULL);
  const WORDS = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\u0000',
    '\ufeff',
    '"__proto__":{"polluted":1},',
    '1e999',
    'NaN',
  ];

  it('of any bytes gives a value, or is refused', () => {
    const bytes = fc.oneof(
      {
        weight: 4,
        arbitrary: textMutations(4, WORDS).map((changes) => Buffer.from(mutatedText(TEXT, changes))),
      },
      { weight: 2, arbitrary: mutations(4).map((changes) => Buffer.from(jsonText(mutated(FULL, changes)))) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((one) => Buffer.from(one)) },
    );
    const zipped = fc.tuple(bytes, fc.nat(), fc.nat(255)).map(([one, at, by]) => {
      const file = gzipSync(one);
      if (by > 0) file[at % file.length] = by;
      return file;
    });
    fuzz(200, fc.oneof(bytes, zipped), (content) => {
      const path = fileIn(folder, 'fleet.json', content);

      const value = orRefusal(() => readJsonFile(path));

      if (value !== undefined) expectSound(auditSnapshot(value, { now: NOW }));
    });
  });

  it('that is none is refused by its path', () => {
    expect(orRefusal(() => readJsonFile(join(folder, 'nothing.json')))).toBeUndefined();
  });
});

describe('an item that was changed anywhere', () => {
  it('is cut down to what can be written down, and says as much, or as little, as before', () => {
    const { failures: _, ...healthy } = FULL;
    fuzz(400, mutations(3), (changes) => {
      const value: unknown = JSON.parse(jsonText(mutated(healthy, changes)));
      const before = auditSnapshot(value, { now: NOW });

      prune(value);
      const after = auditSnapshot(value, { now: NOW });

      // Of labels and annotations only those are kept that are looked at, so that broken others break nothing any more.
      if (before.failures.some(({ message }) => /metadata\.(?:labels|annotations)/.test(message))) return;
      expect(after.findings).toEqual(before.findings);
      expect(after.clusters).toEqual(before.clusters);
      expect(after.failures.map(({ code, resource }) => [code, resource])).toEqual(
        before.failures.map(({ code, resource }) => [code, resource]),
      );
    });
  });
});

type Loose = Readonly<Record<string, unknown>> | null | undefined;

/** Cuts down all items of a snapshot as a live scan does, and takes them through JSON, as a capture does. */
function prune(snapshot: unknown): void {
  const { clusters, regions } = (snapshot ?? {}) as { clusters?: unknown; regions?: unknown };
  for (const cluster of listOf(clusters)) {
    for (const list of Object.values((cluster?.kubernetes as Loose) ?? {}))
      pruneIn(list as Loose, 'items', partOf(cluster, list));
  }
  for (const region of listOf(regions)) {
    for (const side of [region?.slb, region?.ecs, region?.vpc] as Loose[]) {
      for (const part of Object.keys(side ?? {})) pruneIn(side, part, part);
    }
  }
}

function listOf(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value : [];
}

/** The key under which the list stands. */
function partOf(cluster: Loose, list: unknown): string {
  return Object.entries(cluster?.kubernetes ?? {}).find(([, one]) => one === list)?.[0] ?? '';
}

function pruneIn(holder: Loose, key: string, part: string): void {
  const items = typeof holder === 'object' && holder !== null ? holder[key] : undefined;
  if (!Array.isArray(items) || !Object.hasOwn(PRUNERS, part)) return;
  const kept = items.map(PRUNERS[part as keyof typeof PRUNERS]);
  (holder as Record<string, unknown>)[key] = JSON.parse(JSON.stringify(kept));
}
