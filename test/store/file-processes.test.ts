import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { temporaryFolder } from '../support/files.ts';
import { buildStore } from './support/built-store.ts';
import { all } from './support/rows-reading.ts';
import { startWriter, type Writer } from './support/writer.ts';

const folder = temporaryFolder();
let command: readonly string[];

beforeAll(() => {
  command = buildStore(temporaryFolderOf('build'));
});

describe('processes that write rows to one file', () => {
  it('at once lose nothing, and each sees what the other wrote', async () => {
    const path = join(folder, 'two');
    const writers = ['a', 'b', 'c'].map((name) => startWriter(command, [path, 'count', name, '60']));

    const ends = await Promise.all(writers.map((writer) => writer.ended));

    const store = await openFileRows(path);
    const rows = await all(store.range('findings'));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(writers.map((writer) => writer.lines().at(-1))).toEqual(['done', 'done', 'done']);
    expect(await store.get('runs', ['shared'])).toEqual({ key: ['shared'], data: 180, version: 180 });
    expect(new Set(rows.filter(({ data }) => data !== 0).map(({ key }) => key.join())).size).toBe(180);
    await store.close();
  });

  it('killed at any moment: what was acknowledged is there, and others go on', async () => {
    const path = join(folder, 'killed');
    const store = await openFileRows(path);
    let next = 0;
    const property = fc.asyncProperty(moments(30), async (moment) => {
      const writer = startWriter(command, [path, 'put', 'row', String(next)]);
      await killed(writer, moment);
      const last = Math.max(next - 1, ...writer.lines().map(Number).filter(Number.isInteger));

      const rows = await all(store.range('findings', { prefix: ['row'] }));

      // The one that was under way may be there too.
      expect(rows.length - (last + 1)).toBeGreaterThanOrEqual(0);
      expect(rows.length - (last + 1)).toBeLessThanOrEqual(1);
      expect(rows.every(({ data }, index) => (data as { index: number }).index === index)).toBe(true);
      expect(rows.every(({ data }) => (data as { text: string }).text.length === 2_000)).toBe(true);
      expect(await store.put('runs', ['after'], next, 'any')).toBe(true);
      next = rows.length;
    });

    await fc.assert(property, { numRuns: 6, endOnFailure: true, examples: [[AFTER_ONE]] });

    expect(next).toBeGreaterThan(0);
    await store.close();
  });

  it('killed in the middle of many: a batch is there whole or not at all', async () => {
    const path = join(folder, 'batches');
    let next = 0;
    const property = fc.asyncProperty(moments(4), async (moment) => {
      const writer = startWriter(command, [path, 'putMany', 'batch', String(next)]);
      await killed(writer, moment);
      const last = Math.max(next - 1, ...writer.lines().map(Number).filter(Number.isInteger));

      // No process has it open: it is opened as it was left.
      const store = await openFileRows(path);
      const batches = new Map<string | undefined, number>();
      for (const { key } of await all(store.range('findings')))
        batches.set(key[0], (batches.get(key[0]) ?? 0) + 1);
      await store.close();

      expect([...batches.values()].filter((rows) => rows !== 300)).toEqual([]);
      expect(batches.size - (last + 1)).toBeGreaterThanOrEqual(0);
      expect(batches.size - (last + 1)).toBeLessThanOrEqual(1);
      next = batches.size;
    });

    await fc.assert(property, { numRuns: 6, endOnFailure: true, examples: [[AFTER_ONE]] });

    expect(next).toBeGreaterThan(0);
  });

  it('that meet a full disk say so, and what was acknowledged stays', async () => {
    const path = join(folder, 'full');
    // 2 MB, as a disk would have them; in units of 512 bytes.
    const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f 4096; exec "$@"`, 'sh', ...command];
    const writer = startWriter(limited, [path, 'put', 'row', '0']);

    await writer.ended;

    const lines = writer.lines();
    const store = await openFileRows(path);
    const rows = await all(store.range('findings'));
    expect(lines.at(-1)).toMatch(/^StoreError unavailable: The store in .* has no room left/);
    expect(rows.map(({ data }) => (data as { index: number }).index)).toEqual(
      lines.slice(1, -1).map((line) => Number(line)),
    );
    expect(await store.put('runs', ['later'], 1, 'absent')).toBe(true);
    await store.close();
  });
});

/** When a writer is killed: so many milliseconds after so many writes were acknowledged. */
interface Moment {
  readonly writes: number;
  readonly milliseconds: number;
}

const AFTER_ONE: Moment = { writes: 1, milliseconds: 0 };

function moments(mostWrites: number): fc.Arbitrary<Moment> {
  const milliseconds = fc.integer({ min: 0, max: 10 });
  return fc.record({ writes: fc.integer({ min: 0, max: mostWrites }), milliseconds });
}

async function killed(writer: Writer, { writes, milliseconds }: Moment): Promise<void> {
  await writer.opened;
  // The first line says that the store is open.
  while (writer.lines().length <= writes) await pause(1);
  await pause(milliseconds);
  writer.kill();
  expect((await writer.ended).signal).toBe('SIGKILL');
}

function temporaryFolderOf(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}
