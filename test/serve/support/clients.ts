import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export const TOKEN = 'token-of-the-tests';
export const BEARER = { authorization: `Bearer ${TOKEN}` };

/** What a client got. */
export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Wanted {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The length of the body is not told beforehand. */
  readonly chunked?: boolean;
}

/** One request over a connection of its own. */
export function request(url: string, path: string, wanted: Wanted = {}): Promise<Got> {
  const { method = 'GET', headers = BEARER, body, chunked = false } = wanted;
  const length = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    let got: Got | undefined;
    const sent = httpRequest(`${url}${path}`, { method, headers: { ...headers, ...length }, agent: false });
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        got = { status: response.statusCode ?? 0, headers: response.headers, text };
        resolve(got);
      });
    });
    // A server that has answered may close before it has read all.
    sent.on('error', (error) => (got ? resolve(got) : reject(error)));
    sent.end(body);
  });
}

/** A connection that is spoken over by hand. */
export interface RawClient {
  readonly socket: Socket;
  readonly text: () => string;
  /** Fulfilled when it is closed, by whichever side, and however. */
  readonly closed: Promise<void>;
}

export async function rawClient(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, text: () => text, closed };
}

/** Sends a text at once and a letter again and again, until it is cut off. Gives what came back. */
export async function drip(url: string, text: string, letter: string, milliseconds: number): Promise<string> {
  const client = await rawClient(url);
  let isOpen = true;
  void client.closed.then(() => {
    isOpen = false;
  });
  client.socket.write(text);
  while (isOpen) {
    await pause(milliseconds);
    client.socket.write(letter);
  }
  await client.closed;
  return client.text();
}

/** Sockets and servers of this process, those of clients too. */
export function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
}
