import http, {
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { pipeline, type Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { createGunzip } from 'node:zlib';

/** What a server said, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a GET goes out with. */
interface HttpGetOptions {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  /** `user:password` for basic authentication. */
  readonly auth?: string;
  /** Milliseconds until a new connection, TLS included, must stand. */
  readonly connectTimeout: number;
  /** Bytes of a body, unzipped. More are not waited for: a few zipped ones can be any number. */
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/** What a body is that is larger than was asked for. */
export const TOO_LARGE = 'TOO_LARGE';

/**
 * One GET. An abort ends the connection, also in the middle of the body; redirects are not followed.
 *
 * Not the Kubernetes library's own HTTP layer, because that never ends when a connection breaks in the middle of a
 * body with a Content-Length, and because it makes a new connection for every request.
 * @throws whatever Node's HTTP, TLS and zlib throw; also when the body ends before it is whole; an error of code
 *   TOO_LARGE
 */
export function httpGet(url: URL, options: HttpGetOptions): Promise<HttpAnswer> {
  const { connectTimeout, mostBytes, ...others } = options;
  const client = url.protocol === 'https:' ? https : http;
  const headers = { ...options.headers, accept: 'application/json', 'accept-encoding': 'gzip' };
  return new Promise((resolve, reject) => {
    const request = client.get(url, { ...others, headers }, (response) => {
      text(limited(decoded(response), mostBytes)).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    request.on('error', reject);
    request.on('socket', (socket) => {
      if (socket.connecting) limitConnecting(request, socket, connectTimeout);
    });
  });
}

function limitConnecting(request: ClientRequest, socket: Socket, milliseconds: number): void {
  const timer = setTimeout(() => {
    request.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' }));
  }, milliseconds);
  const stop = () => clearTimeout(timer);
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', stop);
  request.once('close', stop);
}

function decoded(response: IncomingMessage): Readable {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  // A fault of the response ends the unzipped stream with the same fault, which is where it is noticed.
  return pipeline(response, createGunzip(), () => undefined);
}

function limited(body: Readable, mostBytes: number): Readable {
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= mostBytes) done(null, chunk);
      else done(Object.assign(new Error('the body is too large'), { code: TOO_LARGE }));
    },
  });
  // Either one's fault ends both, and with them the connection.
  return pipeline(body, meter, () => undefined);
}
