import type { FileStore, Tablestore } from '../config/config.ts';
import type { Keys } from '../sources/alicloud/options.ts';
import { checkedRows } from './checked-rows.ts';
import type { RowStore } from './rows.ts';

/** What opening a store needs beside its part of the config. */
export interface OpenStoreOptions {
  /** Keys for Tablestore, asked for before each call. */
  readonly credentials: () => Promise<Keys>;
  readonly signal?: AbortSignal;
}

/**
 * Opens the store that a config names. What it is made of is loaded only then. Its rows are checked as they are read.
 * @throws StoreError
 */
export async function openStore(
  store: FileStore | Tablestore,
  { credentials, signal }: OpenStoreOptions,
): Promise<RowStore> {
  if (store.type === 'file') {
    const { openFileRows } = await import('./file-rows.ts');
    return checkedRows(await openFileRows(store.path));
  }
  const { openTablestoreRows } = await import('./tablestore-rows.ts');
  const { endpoint, instance, tablePrefix } = store;
  const rows = openTablestoreRows({
    endpoint,
    instance,
    tablePrefix,
    credentials,
    ...(signal && { signal }),
  });
  return checkedRows(rows);
}
