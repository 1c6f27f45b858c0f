import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { describeRows } from './rows.suite.ts';

describe('rows in a file', () => {
  describeRows(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccm-preflight.rows-'));
    return {
      open: () => openFileRows(folder),
      end: async () => rmSync(folder, { recursive: true, force: true }),
    };
  });
});
