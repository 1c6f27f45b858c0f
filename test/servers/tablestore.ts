import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal, type TablestoreData, tablestoreData } from './tablestore-data.ts';
import { type TablestoreCall, type TablestoreFaults, tablestoreFaults } from './tablestore-faults.ts';
import { operations, rowsIn } from './tablestore-operations.ts';
import { checkSignature, type TablestoreKey } from './tablestore-signature.ts';
import { messages } from './tablestore-wire.ts';

export interface TablestoreServerOptions {
  readonly keys?: readonly TablestoreKey[];
  readonly instance?: string;
  /** What an earlier server held; empty if left out. */
  readonly data?: TablestoreData;
  /** A free one if left out. */
  readonly port?: number;
  /** Rows of a page of GetRange, if fewer than Tablestore gives. */
  readonly pageRows?: number;
  /** How often a table that was just made tells to be loading. */
  readonly loads?: number;
}

/** A Tablestore instance over loopback: protobuf and PlainBuffer, signed requests. */
export interface TablestoreServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  readonly instance: string;
  readonly data: TablestoreData;
  readonly faults: TablestoreFaults;
  /** In the order they came in. */
  readonly calls: readonly TablestoreCall[];
  /** Number of calls by operation. */
  readonly counts: () => Readonly<Record<string, number>>;
  readonly forgetCalls: () => void;
  /** Breaks off what is open. */
  readonly close: () => Promise<void>;
}

/** A key that a server knows if it is told of none. */
export const TABLESTORE_KEY: TablestoreKey = {
  accessKeyId: 'LTAI-tablestore-test',
  accessKeySecret: 'a-secret-of-tablestore',
};

type Recorded = { -readonly [Name in keyof TablestoreCall]: TablestoreCall[Name] };

export async function startTablestore(options: TablestoreServerOptions = {}): Promise<TablestoreServer> {
  const { keys = [TABLESTORE_KEY], instance = 'preflight', data = tablestoreData(), port = 0 } = options;
  const faults = tablestoreFaults();
  const calls: Recorded[] = [];
  let requests = 0;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '/';
    const call: Recorded = {
      operation: path.slice(1),
      rows: rowsIn(path.slice(1), body),
      accessKeyId: String(request.headers['x-ots-accesskeyid']),
      status: 0,
    };
    calls.push(call);
    const answer = answerTo(call, path, request, body);
    if (answer === 'cut') response.destroy();
    else if (answer !== 'hang') {
      call.status = answer.status;
      send(response, answer, `request-${++requests}`);
    }
  }

  function answerTo(call: TablestoreCall, path: string, request: IncomingMessage, body: Buffer): Answer {
    const fault = faults.replyTo(call);
    if (fault === 'cut-before') return 'cut';
    if (fault === 'html503') return { status: 503, body: Buffer.from('<html><body>503</body></html>') };
    if (fault === 'busy') return refused(new Refusal(503, 'OTSServerBusy', 'Server is busy.'));
    if (typeof fault === 'object' && 'code' in fault)
      return refused(new Refusal(fault.status, fault.code, fault.message ?? 'Refused by the test.'));
    try {
      checkSignature(path, request.headers, body, keys, instance);
      const operation = operations[call.operation];
      if (!operation) throw new Refusal(400, 'OTSUnsupportOperation', `Unsupported operation: '${path}'.`);
      const rowFault = typeof fault === 'object' ? fault.rows : undefined;
      const { pageRows, loads = 0 } = options;
      const answer = Buffer.from(operation({ data, pageRows, loads, rowFault }, body));
      if (fault === 'cut-after' || (typeof fault === 'object' && fault.cut)) return 'cut';
      if (fault === 'hang') return 'hang';
      if (fault === 'garbage') return { status: 200, body: Buffer.from([0x0a, 0xff, 0xff]) };
      return { status: 200, body: answer, ...(fault === 'cut-within' && { isCut: true }) };
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      // A fault of this server itself: let the test that meets it tell.
      return refused(new Refusal(400, 'OTSParameterInvalid', String((error as Error).stack)));
    }
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    instance,
    data,
    faults,
    calls,
    counts: () => {
      const counts: Record<string, number> = {};
      for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1;
      return counts;
    },
    forgetCalls: () => {
      calls.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Answer = 'cut' | 'hang' | { readonly status: number; readonly body: Buffer; readonly isCut?: boolean };

function refused({ status, code, message }: Refusal): Answer {
  return { status, body: Buffer.from(messages.Error.encode({ code, message }).finish()) };
}

function send(response: ServerResponse, answer: Exclude<Answer, string>, id: string): void {
  const { status, body, isCut } = answer;
  const type = body[0] === 0x3c ? 'text/html' : 'application/x.pb2';
  response.writeHead(status, { 'content-type': type, 'content-length': body.length, 'x-ots-requestid': id });
  if (isCut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
