import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
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
});

function damage(folder: string): void {
  mkdirSync(folder);
  fileIn(folder, 'rows.mdb', 'no database'.repeat(10_000));
}
