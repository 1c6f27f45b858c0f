import { expect, it } from 'vitest';
import { openCheckpoint } from '../../shared/run/checkpoint.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { temporaryFolder } from '../support/files.ts';

it('a checkpoint that cannot be read is begun anew, and told of', async () => {
  const rows = await openFileRows(temporaryFolder());
  const troubles: unknown[] = [];
  await rows.put('checkpoints', ['run-1', 's', 'owner-0'], { text: '!!!!', of: 1 }, 'absent');

  const checkpoint = await openCheckpoint(rows, {
    run: 'run-1',
    shard: 's',
    owner: 'next',
    onTrouble: (error) => troubles.push(error),
  });

  expect(checkpoint.recalled).toBe(0);
  expect(troubles).toMatchObject([{ trouble: 'damaged' }]);
  await checkpoint.end();
  await rows.close();
});
