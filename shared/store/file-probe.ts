import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileStoreError, ROWS_FILE } from './file-environment.ts';
import { openFileRows } from './file-rows.ts';
import type { RowStore } from './rows.ts';
import { StoreError } from './store-error.ts';

/** The store of a folder to be tried, and what ends that. */
export interface FileProbe {
  readonly rows: RowStore;
  /** False where there is none yet: the rows are then those of another one, made for the trial beside it. */
  readonly isThere: boolean;
  /** Closes it, and takes away what was made for the trial. */
  readonly end: () => Promise<void>;
}

/**
 * Opens the store of a folder without leaving anything where there is none. It is not made and removed again, as another
 * process may begin to use it in between: a store of the trial's own is made in the folder, or in the nearest one above it
 * that is there.
 * @throws StoreError
 */
export async function openFileProbe(folder: string): Promise<FileProbe> {
  const path = resolve(folder);
  if (existsSync(join(path, ROWS_FILE))) {
    const rows = await openFileRows(path);
    return { rows, isThere: true, end: () => rows.close() };
  }
  let own: string | undefined;
  const remove = (): void => {
    if (own !== undefined) rmSync(own, { recursive: true, force: true });
  };
  try {
    own = mkdtempSync(join(nearest(path), '.ccm-preflight-check-'));
    const rows = await openFileRows(own);
    return { rows, isThere: false, end: () => rows.close().finally(remove) };
  } catch (thrown) {
    remove();
    // Of the folder that the config names, not of the one that was tried in its place.
    throw fileStoreError(thrown instanceof StoreError ? (thrown.cause ?? thrown) : thrown, path);
  }
}

function nearest(path: string): string {
  const parent = dirname(path);
  return existsSync(path) || parent === path ? path : nearest(parent);
}
