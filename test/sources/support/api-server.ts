import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach } from 'vitest';
import {
  type AccountOptions,
  type CloudAccount,
  createAccount,
} from '../../../shared/sources/alicloud/account.ts';

/** A request as the server got it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** The header x-acs-action. */
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
}

/** A JSON body with status 200; or more exactly what to answer; or how to break off. */
export type Reply =
  | { readonly body: unknown; readonly status?: number; readonly delay?: number }
  | {
      readonly text: string;
      readonly status?: number;
      readonly type?: string;
      /** Where else it sends the client. */
      readonly location?: string;
    }
  | 'cut'
  | 'cut-body'
  | 'silence';

export interface ApiServer {
  readonly url: string;
  readonly requests: readonly ApiRequest[];
  /** TCP connections so far. */
  readonly connections: () => number;
}

/** Starts a server that is closed at the end of the test. */
export async function apiServer(
  reply: (request: ApiRequest, number: number) => Reply | Promise<Reply>,
): Promise<ApiServer> {
  const requests: ApiRequest[] = [];
  let connections = 0;
  const server = createServer(async (incoming, response) => {
    incoming.resume();
    const url = new URL(incoming.url ?? '/', 'http://server');
    const request = {
      method: incoming.method ?? '',
      path: url.pathname,
      action: String(incoming.headers['x-acs-action'] ?? ''),
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers,
    };
    requests.push(request);
    await send(response, await reply(request, requests.length));
  });
  server.on('connection', () => connections++);
  // Connections stay open over the whole test: one closed in the wrong moment would fail it at random.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, connections: () => connections };
}

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** An error answer as the RPC APIs write it. */
export function refusal(status: number, Code: string, Message = 'Not now.', more: object = {}): Reply {
  return { status, body: { RequestId: 'REQ-1', HostId: 'slb.aliyuncs.com', Code, Message, ...more } };
}

export const KEYS = {
  accessKeyId: 'LTAI5tTestKeyOfNobody000',
  accessKeySecret: 'SecretOfNobody0123456789abcdef',
};

/** An account whose products are all at the server, with limits that hold nothing up. */
export function accountAt(server: ApiServer, more: Partial<AccountOptions> = {}): CloudAccount {
  const limit = { requestsPerMinute: 60_000, concurrency: 8 };
  const { url } = server;
  return createAccount({
    name: 'main',
    credentials: { kind: 'keys', ...KEYS },
    endpoints: { slb: url, ecs: url, vpc: url, cs: url, sts: url },
    limits: { slb: limit, ecs: limit, vpc: limit, cs: limit },
    signal: new AbortController().signal,
    ...more,
  });
}

async function send(response: ServerResponse, reply: Reply): Promise<void> {
  if (reply === 'silence') return;
  if (reply === 'cut') {
    response.destroy();
    return;
  }
  if (reply === 'cut-body') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
    response.write('{"LoadBalancers":', () => response.destroy());
    return;
  }
  if ('delay' in reply && reply.delay !== undefined) await pause(reply.delay);
  const text = 'text' in reply ? reply.text : JSON.stringify(reply.body);
  const type = 'text' in reply ? (reply.type ?? 'text/html') : 'application/json';
  const location = 'text' in reply && reply.location !== undefined ? { location: reply.location } : {};
  response.writeHead(reply.status ?? 200, { 'content-type': type, ...location }).end(text);
}
