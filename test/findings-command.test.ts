import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../shared/report/report.ts';
import { openFileRows } from '../shared/store/file-rows.ts';
import { seen } from '../shared/store/life-cycle.ts';
import { finding, stored } from './store/support/finding.ts';
import { fileIn, temporaryFolder } from './support/files.ts';
import { run } from './support/terminal.ts';

const folder = temporaryFolder();
const store = join(folder, 'store');
const config = fileIn(
  folder,
  'config.yaml',
  `accounts: [{ name: main, regions: [cn-hangzhou] }]\nstore: { type: file, path: ${store} }\n`,
);
const LOOK = { run: 'run-1', at: '2026-11-23T02:03:04.000Z' };

/** In the order of their ids, which is that of the store, each thing that must be seen to first comes last. */
const KEPT: readonly Partial<Finding>[] = [
  { id: '1', effect: 'info', service: 'web' },
  { id: '2', effect: 'orphaned', loadBalancerId: 'lb-1' },
  { id: '3', service: 'web', visibility: 'hidden', hiddenBehind: '5' },
  { id: '4', service: 'web' },
  { id: '5', service: 'web' },
  { id: '6', service: 'api' },
];

beforeAll(async () => {
  const rows = await openFileRows(store);
  for (const one of KEPT) {
    const { clusterId } = finding();
    const where = one.service === undefined ? one : { ...one, namespace: 'shop' };
    await rows.put('findings', [clusterId, one.id ?? ''], seen(undefined, stored(where), LOOK), 'any');
  }
  await rows.close();
});

describe('the list of kept findings', () => {
  it.each([
    ['en', 'fails check, hidden', 'note'],
    ['zh', '检查失败（被掩盖）', '提示'],
  ])(
    'in %s begins with the most urgent, Service by Service, and says what is hidden',
    async (lang, hidden, note) => {
      const { code, out } = await run(['findings', '--config', config, '--lang', lang]);

      const cells = out
        .split('\n')
        .filter((line) => /^│ \d /.test(line))
        .map((line) => line.split('│').map((cell) => cell.trim()));
      expect(code).toBe(0);
      expect(cells.map(([, id]) => id)).toEqual(['6', '4', '5', '3', '2', '1']);
      expect(cells[3]).toContain(hidden);
      expect(cells[3]).toContain('2026-11-23 02:03');
      expect(cells[5]).toContain(note);
    },
  );

  it('has the same order as JSON', async () => {
    const { out } = await run(['findings', '--config', config, '--format', 'json']);

    const kept = JSON.parse(out) as readonly { readonly finding: Finding }[];
    expect(kept.map((record) => record.finding.id)).toEqual(['6', '4', '5', '3', '2', '1']);
  });
});
