import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { all } from './support/rows-reading.ts';

const folder = temporaryFolder();

describe('the folder of a file store', () => {
  it('is made, with all above it, and nobody else may read it', async () => {
    const path = join(folder, 'a/.ccm-preflight');

    const store = await openFileRows(path);
    await store.close();

    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'rows.mdb')).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, 'rows.mdb-lock')).mode & 0o777).toBe(0o600);
  });

  it('keeps its rows from one process to the next', async () => {
    const path = join(folder, 'kept');
    const first = await openFileRows(path);
    await first.put('runs', ['a'], 1, 'absent');
    await first.close();

    const second = await openFileRows(path);

    expect(await second.get('runs', ['a'])).toEqual({ key: ['a'], data: 1, version: 1 });
    await second.close();
  });

  it('that cannot be made is told of', async () => {
    const file = fileIn(folder, 'file', 'in the way');

    await expect(openFileRows(join(file, 'store'))).rejects.toMatchObject({
      name: 'StoreError',
      trouble: 'denied',
      message: expect.stringContaining(join(file, 'store')),
    });
  });

  it('whose file is a folder is told of', async () => {
    mkdirSync(join(folder, 'odd/rows.mdb'), { recursive: true });

    await expect(openFileRows(join(folder, 'odd'))).rejects.toMatchObject({ trouble: 'denied' });
  });

  // To root everything is writable.
  it.skipIf(process.getuid?.() === 0)('that may not be written is told of', async () => {
    const path = join(folder, 'read-only');
    mkdirSync(path);
    chmodSync(path, 0o500);

    await expect(openFileRows(path)).rejects.toMatchObject({
      trouble: 'denied',
      message: expect.stringContaining('may not be written'),
    });
  });
});

describe('a damaged file', () => {
  const sound = (async () => {
    const path = join(folder, 'sound');
    const store = await openFileRows(path);
    const rows = Array.from({ length: 2_000 }, (_, index) => ({
      key: ['cluster', `${index}`],
      data: 'x'.repeat(1_000),
    }));
    await store.putMany('findings', rows);
    await store.close();
    return readFileSync(join(path, 'rows.mdb'));
  })();

  it.each<[what: string, damage: (file: Buffer) => Buffer]>([
    ['text', () => Buffer.from('no database\n')],
    ['a long text', () => Buffer.alloc(200_000, 'no database\n')],
    ['zeros', () => Buffer.alloc(200_000)],
    ['its first page alone', (file) => file.subarray(0, 8_192)],
    ['its first two pages', (file) => file.subarray(0, 16_384)],
    ['its first half', (file) => file.subarray(0, file.length / 2)],
    ['all but its last hundred pages', (file) => file.subarray(0, -100 * 8_192)],
    ['another first page', (file) => Buffer.concat([Buffer.alloc(8_192, 0xff), file.subarray(8_192)])],
    ['a last page that cannot be', (file) => Buffer.from(file).fill(0xff, 144, 152)],
    ['overwritten pages', (file) => Buffer.from(file).fill(0xff, 16_384)],
  ])('that is %s ends in an error, not in the end of the process', async (what, damage) => {
    const path = join(folder, what.replaceAll(' ', '-'));
    mkdirSync(path);
    fileIn(path, 'rows.mdb', damage(await sound));

    const reading = (async () => {
      const store = await openFileRows(path);
      try {
        await all(store.range('findings'));
      } finally {
        await store.close();
      }
    })();

    await expect(reading).rejects.toMatchObject({
      name: 'StoreError',
      trouble: 'damaged',
      message: expect.stringContaining('rows.mdb'),
    });
  });

  it('that is empty is begun anew', async () => {
    const path = join(folder, 'empty');
    mkdirSync(path);
    fileIn(path, 'rows.mdb', '');

    const store = await openFileRows(path);

    expect(await store.put('runs', ['a'], 1, 'absent')).toBe(true);
    await store.close();
  });

  it('that is only longer than it need be is sound', async () => {
    const path = join(folder, 'longer');
    mkdirSync(path);
    const file = fileIn(path, 'rows.mdb', await sound);
    truncateSync(file, (await sound).length + 1_000_000);

    const store = await openFileRows(path);

    expect(await all(store.range('findings'))).toHaveLength(2_000);
    await store.close();
  });
});
