import { afterEach } from 'vitest';
import type { RowStore } from '../../../shared/store/rows.ts';
import { openTablestoreRows, type TablestoreOptions } from '../../../shared/store/tablestore-rows.ts';
import {
  startTablestore,
  TABLESTORE_KEY,
  type TablestoreServer,
  type TablestoreServerOptions,
} from '../../servers/tablestore.ts';

export interface TablestorePlace {
  readonly server: TablestoreServer;
  readonly store: RowStore;
}

const open: { readonly close: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A server for one test, closed after it. */
export async function tablestoreServer(options?: TablestoreServerOptions): Promise<TablestoreServer> {
  const server = await startTablestore(options);
  open.push(server);
  return server;
}

/** A client for one test that does not wait between its tries, closed after it. */
export function tablestoreRows(server: { url: string }, options: Partial<TablestoreOptions> = {}): RowStore {
  const store = openTablestoreRows({
    endpoint: server.url,
    instance: 'preflight',
    tablePrefix: 'ccm_',
    credentials: async () => TABLESTORE_KEY,
    sleep: async () => {},
    ...options,
  });
  open.push(store);
  return store;
}

/** A server with all tables, its log empty, and a client of it. */
export async function readyTablestore(
  serverOptions?: TablestoreServerOptions,
  options?: Partial<TablestoreOptions>,
): Promise<TablestorePlace> {
  const server = await tablestoreServer(serverOptions);
  const store = tablestoreRows(server, options);
  await store.init();
  server.forgetCalls();
  return { server, store };
}
