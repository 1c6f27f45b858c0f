import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { lastWhole, type RunOrder, type RunRecord, runName } from '../../shared/store/run.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();

it('the name of a run says when it began', () => {
  expect(runName(new Date('2026-11-23T02:00:00.042Z'), '1a2b3c')).toBe('20261123T020000Z-042-1a2b3c');
});

it('names of runs sort by time, also within a second', () => {
  const anyTime = fc.date({
    min: new Date('2026-11-23T02:00:00Z'),
    max: new Date('2026-11-23T02:00:05Z'),
    noInvalidDate: true,
  });
  const anyRandom = fc.stringMatching(/^[0-9a-f]{6}$/);

  fc.assert(
    fc.property(anyTime, anyRandom, anyTime, anyRandom, (one, random, other, otherRandom) => {
      fc.pre(one.getTime() < other.getTime());

      expect(runName(one, random) < runName(other, otherRandom)).toBe(true);
    }),
  );
});

it('the last whole run is the last closed one that brings the findings up to date', async () => {
  const rows = await openFileRows(folder);
  const nightly: RunOrder = { kind: 'nightly', until: '2026-11-24T00:00:00.000Z', keeps: true, tells: true };
  const aside: RunOrder = { ...nightly, kind: 'on-demand', keeps: false, tells: false };
  const at = { startedAt: '2026-11-23T02:00:00.000Z', targetCcmVersion: '2.14.0' };
  const kept: readonly RunRecord[] = [
    { ...at, run: '1-command', status: 'closed' },
    { ...at, run: '2-nightly', status: 'closed', order: nightly },
    { ...at, run: '3-of-another-target', status: 'closed', order: aside },
    { ...at, run: '4-of-a-part', status: 'closed', order: { ...aside, scope: { clusters: ['c1'] } } },
    { ...at, run: '5-under-way', status: 'running', order: nightly },
  ];
  const found: (string | undefined)[] = [];

  for (const record of kept) {
    await rows.put('runs', [record.run], record, 'absent');
    found.push((await lastWhole(rows))?.run);
  }

  expect(found).toEqual(['1-command', '2-nightly', '2-nightly', '2-nightly', '2-nightly']);
  await rows.close();
});
