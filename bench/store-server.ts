import { startTablestore } from '../test/servers/tablestore.ts';

/** What the server's process tells: where it is, and, whenever it is asked, the calls since then by operation. */
export type StoreServerMessage =
  | { readonly url: string }
  | { readonly counts: Readonly<Record<string, number>> };

const server = await startTablestore();
process.on('message', () => {
  process.send?.({ counts: server.counts() } satisfies StoreServerMessage);
  server.forgetCalls();
});
process.send?.({ url: server.url } satisfies StoreServerMessage);
