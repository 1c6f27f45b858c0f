import { expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { formatHtml } from '../../shared/formats/html/format-html.ts';
import { auditSnapshot } from '../../shared/index.ts';

const MOST_BYTES = 3_000_000;

it('5,000 findings in both languages are no more than 3 MB', () => {
  const { snapshot } = generateFleet({ seed: 7, clusters: 40, services: 4_300, driftEvery: 1, orphans: 150 });
  const en = auditSnapshot(snapshot, { language: 'en' });
  const other = auditSnapshot(snapshot, { language: 'zh' });
  const life = { firstSeen: '2026-11-12T02:00:00Z', lastSeen: '2026-11-20T02:00:00Z', sightings: 9 };

  const html = formatHtml(en, {
    language: 'en',
    other,
    life: new Map(en.findings.map(({ id }) => [id, life])),
  });

  expect(en.findings.length).toBeGreaterThanOrEqual(5_000);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MOST_BYTES);
});
