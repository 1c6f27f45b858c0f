import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** An object as the API server keeps it. */
export interface KubeObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** What is in the cluster, by the plural of its kind. */
export type Stock = Partial<
  Record<'services' | 'endpointslices' | 'nodes' | 'pods' | 'events', readonly KubeObject[]>
>;

/** A request that came in. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Common name of the client certificate. */
  readonly clientName: string | undefined;
}

/** Answers a request in the server's stead; false leaves it to the server. `nth` counts all requests from 1. */
export type Intercept = (request: Seen, response: ServerResponse, nth: number) => boolean | undefined;

export interface ServerOptions {
  readonly stock?: Stock;
  readonly tls?: https.ServerOptions;
  readonly intercept?: Intercept;
}

export interface KubernetesServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Connections ever made. */
  readonly connections: () => number;
  /** Requests whose client went away before the answer was sent. */
  readonly abandoned: () => number;
}

const KINDS: Readonly<Record<string, string>> = {
  services: 'Service',
  endpointslices: 'EndpointSlice',
  nodes: 'Node',
  pods: 'Pod',
  events: 'Event',
};

/** A Kubernetes API server on loopback: paged lists, label selectors, single objects, Status answers. Ends with the test. */
export async function kubernetesServer(options: ServerOptions = {}): Promise<KubernetesServer> {
  const seen: Seen[] = [];
  let connections = 0;
  let abandoned = 0;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const peer = options.tls === undefined ? undefined : (request.socket as TLSSocket).getPeerCertificate();
    const one: Seen = {
      method: request.method ?? '',
      path: url.pathname,
      search: url.searchParams,
      headers: request.headers,
      clientName: peer?.subject?.CN as string | undefined,
    };
    seen.push(one);
    response.on('close', () => {
      if (!response.writableFinished) abandoned += 1;
    });
    if (options.intercept?.(one, response, seen.length)) return;
    serve(one, response, options.stock ?? {});
  }

  const server =
    options.tls === undefined ? http.createServer(answer) : https.createServer(options.tls, answer);
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  const scheme = options.tls === undefined ? 'http' : 'https';
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    connections: () => connections,
    abandoned: () => abandoned,
  };
}

/** Sends a Status, as the API server tells of failures. */
export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): true {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return send(response, code, status, headers);
}

/** Sends JSON, zipped where it is long, as the API server does for clients that take it. */
export function send(
  response: ServerResponse,
  code: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): true {
  const text = JSON.stringify(value);
  const zipped = text.length > 2_000 && /gzip/.test(String(response.req.headers['accept-encoding']));
  response.writeHead(code, {
    'content-type': 'application/json',
    ...(zipped && { 'content-encoding': 'gzip' }),
    ...headers,
  });
  response.end(zipped ? gzipSync(text) : text);
  return true;
}

function serve({ path, search }: Seen, response: ServerResponse, stock: Stock): void {
  const [, namespace, plural = '', name] =
    /^\/api(?:s\/discovery\.k8s\.io)?\/v1(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(path) ??
    [];
  const kind = KINDS[plural];
  if (kind === undefined) {
    sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource');
    return;
  }
  const all = stock[plural as keyof Stock] ?? [];
  const there = all.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
  if (name !== undefined) {
    const found = there.find((object) => object.metadata.name === decodeURIComponent(name));
    if (found === undefined) sendStatus(response, 404, 'NotFound', `${plural} "${name}" not found`);
    else send(response, 200, { kind, apiVersion: 'v1', ...found });
    return;
  }
  const [label, value] = search.get('labelSelector')?.split('=') ?? [];
  const chosen = there.filter(({ metadata }) => label === undefined || metadata.labels?.[label] === value);
  const from = Number(search.get('continue')?.replace('token-', '') ?? 0);
  const end = from + Number(search.get('limit') ?? chosen.length);
  const metadata = { resourceVersion: '7', ...(end < chosen.length && { continue: `token-${end}` }) };
  send(response, 200, { kind: `${kind}List`, apiVersion: 'v1', metadata, items: chosen.slice(from, end) });
}
