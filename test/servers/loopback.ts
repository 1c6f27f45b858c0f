import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request that has come in whole. */
export interface Received {
  readonly method: string;
  /** As it stands in the request line, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What goes out. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Content type; JSON if not said. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is broken off before anything, or after half of the body, is sent. */
  readonly cut?: 'before' | 'within';
  /** Its length is not told beforehand. */
  readonly chunked?: boolean;
  /** The request is none that a read-only program may make. */
  readonly unexpected?: boolean;
}

/** Key and certificate as PEM. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

export interface Loopback {
  /** Without a slash at its end. */
  readonly url: string;
  /** Breaks off what is open. */
  readonly close: () => Promise<void>;
}

/** Listens on a free port of 127.0.0.1. `respond` must not throw. */
export async function listen(
  respond: (request: Received) => Promise<Answer>,
  tls: Tls | undefined,
): Promise<Loopback> {
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    receive(request)
      .then(respond)
      .then(
        (answer) => send(response, answer),
        // A fault of these servers themselves: let the test that meets it tell.
        (error) => send(response, { status: 500, type: 'text/plain', body: String(error?.stack) }),
      );
  };
  const server: Server = tls ? createTlsServer({ ...tls }, take) : createServer(take);
  // A client may hold a connection for as long as a test lasts: one closed under its hands would fail it at random.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: request.method ?? '',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  if (answer.cut === 'before') {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.type ?? 'application/json',
    ...(!answer.chunked && { 'content-length': bytes.length }),
    ...answer.headers,
  });
  if (answer.cut === 'within') response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  else response.end(bytes);
}
