import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { fileIn } from '../support/files.ts';
import { renamed } from './support/fleets.ts';
import { describeNights } from './support/nights.suite.ts';
import { nights } from './support/nights.ts';

describe('night after night, with a file', () => {
  describeNights(nights((folder) => ({ type: 'file', path: folder })));
});

describe('a file that cannot be used', () => {
  let path: string;
  const { scan, command, texts } = nights((folder) => {
    path = folder;
    return { type: 'file', path };
  });

  it.each<[what: string, breaks: () => void, says: RegExp]>([
    ['is damaged', () => damage(path), /is damaged; move rows\.mdb away to begin anew/],
    [
      'is no folder',
      () => fileIn(dirname(path), path.slice(dirname(path).length), ''),
      /cannot be made there/,
    ],
  ])('as it %s leaves the report, and nobody is told', async (_, breaks, says) => {
    breaks();

    const night = await scan(renamed());
    const list = await command('findings');

    expect(night.code).toBe(2);
    expect(JSON.parse(night.out).findings).toHaveLength(1);
    expect(night.err).toMatch(says);
    expect(night.err).toContain('The report does not rest on it.');
    expect(texts()).toEqual([]);
    expect(list).toMatchObject({ code: 2, out: '', err: expect.stringMatching(says) });
  });

  it('as a row in it is none of ours leaves the report, and nobody is told', async () => {
    const store = await openFileRows(path);
    await store.put('findings', ['c1', 'odd'], null, 'any');
    await store.close();

    const { code, out, err } = await scan(renamed());

    expect(code).toBe(2);
    expect(JSON.parse(out).findings).toHaveLength(1);
    expect(err).toMatch(
      /The row c1 odd of the table findings is none that .*The report does not rest on it\./s,
    );
    expect(texts()).toEqual([]);
  });
});

describe('a file after a season', () => {
  // Before the servers start: they keep the clock that they begin with.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  const { scan, command, findings, texts } = nights((folder) => ({ type: 'file', path: folder }));
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has forgotten the run, and not the finding', async () => {
    await scan(renamed());
    vi.setSystemTime(Date.now() + 91 * 86_400_000);
    await scan(renamed());

    const runs = await command('history', '--format', 'json');

    expect(JSON.parse(runs.out)).toHaveLength(1);
    expect(await findings()).toMatchObject([{ sightings: 2, told: { kind: 'open' } }]);
    expect(texts()).toHaveLength(1);
  });
});

function damage(folder: string): void {
  mkdirSync(folder);
  fileIn(folder, 'rows.mdb', 'no database'.repeat(10_000));
}
