import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { timeLimit } from '../time-limit.ts';
import { wordOf } from './send.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

/** Bounds of a connection that is only tried. */
export interface ConnectOptions {
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
}

/**
 * Connects to the host of a URL, with TLS where it begins with https, and leaves at once: nothing is asked, and nothing
 * of path or query is sent. Gives undefined when that worked, else a word of what was wrong. Never throws.
 */
export async function tryConnection(
  { protocol, hostname, port }: URL,
  { timeoutMilliseconds, signal }: ConnectOptions,
): Promise<string | undefined> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const place = { host, port: Number(port) || (DEFAULT_PORTS[protocol] ?? 443) };
  const limit = timeLimit(signal, timeoutMilliseconds);
  let socket: Socket | undefined;
  try {
    await limit.race(
      new Promise<void>((resolve, reject) => {
        // An address is no name that a certificate could be asked for.
        const name = isIP(host) === 0 && { servername: host };
        socket =
          protocol === 'https:' ? tlsConnect({ ...place, ...name }, resolve) : tcpConnect(place, resolve);
        socket.once('error', reject);
      }),
    );
    return undefined;
  } catch (thrown) {
    const isLate = limit.signal.aborted && !signal.aborted;
    return isLate ? `no connection within ${timeoutMilliseconds / 1_000} s` : wordOf(thrown);
  } finally {
    limit.end();
    // Late errors of what is given up concern nobody.
    socket?.on('error', () => undefined).destroy();
  }
}
