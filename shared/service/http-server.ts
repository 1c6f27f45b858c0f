import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { UsageError } from '../errors.ts';

/** For how long clients are waited for, in milliseconds. Whoever is slower is cut off. */
export interface Patience {
  /** Until the headers of a request are there. */
  readonly headers: number;
  /** Until a request is there as a whole. */
  readonly request: number;
  /** While nothing comes in or goes out. Longer than a client may ask to wait. */
  readonly silence: number;
  /** How often slow ones are looked for. */
  readonly look: number;
}

/** What an HTTP server is made of. */
export interface HttpServerOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly patience?: Partial<Patience> | undefined;
}

const PATIENCE: Patience = { headers: 10_000, request: 15_000, silence: 60_000, look: 1_000 };
/** Bytes of the request line and all headers. */
const MOST_HEADERS = 16 * 1024;
/** More are closed as they come: what scans needs connections too. */
const MOST_CONNECTIONS = 1_000;

/** A server that no client can hold up, or wear out. */
export function httpServer({ fetch, patience: given }: HttpServerOptions): Server {
  const patience = { ...PATIENCE, ...given };
  const server = createAdaptorServer({
    fetch,
    createServer,
    serverOptions: {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      connectionsCheckingInterval: patience.look,
      maxHeaderSize: MOST_HEADERS,
    },
  }) as Server;
  server.setTimeout(patience.silence);
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

const REFUSALS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'this user may not listen on that port',
  ENOTFOUND: 'there is no machine of that name',
};

function refusalOf({ code = 'unknown' }: NodeJS.ErrnoException): string {
  const words = REFUSALS[code];
  return words === undefined ? code : `${words} (${code})`;
}

/**
 * Begins to listen, and gives the port.
 * @param onTrouble told of connections that could not be taken afterwards: the server goes on
 * @throws UsageError when the address cannot be had
 */
export function listen(
  server: Server,
  { port, host }: { readonly port: number; readonly host: string },
  onTrouble: (error: unknown) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void =>
      reject(new UsageError(`cannot listen on ${host}:${port}: ${refusalOf(cause)}`, { cause }));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.removeListener('error', refuse);
      server.on('error', onTrouble);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
