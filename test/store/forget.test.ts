import { expect, it } from 'vitest';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { forgetOld } from '../../shared/store/forget.ts';
import { runName } from '../../shared/store/run.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();
const NOW = Date.parse('2026-11-23T02:00:00Z');
const DAY = 86_400_000;

it('a file forgets runs after 90 days and findings that were not seen for 400, and keeps the rest', async () => {
  const rows = await openFileRows(folder);
  await rows.init();
  const runAt = (days: number) => runName(new Date(NOW - days * DAY), 'abc');
  const seenAt = (days: number) => ({ lastSeen: new Date(NOW - days * DAY).toISOString() });
  for (const days of [200, 91, 89, 0]) {
    await rows.put('runs', [runAt(days)], {}, 'any');
    await rows.put('deliveries', [runAt(days), 'ops', '001'], {}, 'any');
  }
  for (const days of [500, 399]) await rows.put('findings', ['c1', `seen-${days}`], seenAt(days), 'any');

  await forgetOld(rows, NOW);

  const keys = async (table: 'runs' | 'deliveries' | 'findings') => {
    const found: string[] = [];
    for await (const { key } of rows.range(table)) found.push(key.join(' '));
    return found;
  };
  expect(await keys('runs')).toEqual([runAt(89), runAt(0)]);
  expect(await keys('deliveries')).toEqual([`${runAt(89)} ops 001`, `${runAt(0)} ops 001`]);
  expect(await keys('findings')).toEqual(['c1 seen-399']);
  await rows.close();
});
