import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowStore } from '../../shared/store/rows.ts';
import { openTablestoreRows } from '../../shared/store/tablestore-rows.ts';
import { startTablestore, TABLESTORE_KEY, type TablestoreServer } from '../servers/tablestore.ts';
import { fuzzAsync, orRefusalOf } from './support/fuzz.ts';

/** What is done to the bytes of an answer; undefined: nothing. */
interface ByteChange {
  readonly at: number;
  readonly how: 'flip' | 'cut' | 'drop' | 'insert' | 'double';
  readonly bytes: Uint8Array;
}

const changes = fc.array(
  fc.record({
    at: fc.nat(),
    how: fc.constantFrom<ByteChange['how']>('flip', 'flip', 'cut', 'drop', 'insert', 'double'),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 12 }),
      // Lengths beyond any answer, in protobuf and in PlainBuffer.
      fc.constantFrom(
        Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f),
        Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
        Uint8Array.of(0, 0, 0, 0x80),
      ),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function changed(bytes: Buffer, list: readonly ByteChange[]): Buffer {
  let result = bytes;
  for (const { at, how, bytes: added } of list) {
    const start = at % (result.length + 1);
    const [before, after] = [result.subarray(0, start), result.subarray(start)];
    if (how === 'cut') result = before;
    else if (how === 'drop') result = Buffer.concat([before, after.subarray(added.length)]);
    else if (how === 'insert') result = Buffer.concat([before, added, after]);
    else if (how === 'double') result = Buffer.concat([before, after.subarray(0, 8), after]);
    else
      result = Buffer.concat([
        before,
        added.map((byte, index) => byte ^ (after[index] ?? 0)),
        after.subarray(added.length),
      ]);
  }
  return result;
}

let server: TablestoreServer;
let spoiling: readonly ByteChange[] = [];
let answers = 0;
let rows: RowStore;
const proxy = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, headers, url } = request;
    const forward = send({ host: '127.0.0.1', port: server.port, method, path: url, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => parts.push(chunk));
      answer.on('end', () => {
        answers++;
        const { 'content-length': _, ...rest } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, rest).end(changed(Buffer.concat(parts), spoiling));
      });
    });
    forward.end(Buffer.concat(chunks));
  });
});

beforeAll(async () => {
  server = await startTablestore();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  rows = openTablestoreRows({
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    instance: 'preflight',
    tablePrefix: 'ccm_',
    credentials: async () => TABLESTORE_KEY,
    sleep: async () => undefined,
  });
  await rows.init();
  for (const name of ['a', 'b', 'c'])
    await rows.put('findings', ['c1', name], { text: '集群'.repeat(20) }, 'any');
});
afterAll(async () => {
  await rows.close();
  await server.close();
  proxy.closeAllConnections();
  proxy.close();
});

async function all(): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const row of rows.range('findings')) {
    found.push(row);
    if (found.length > 100) throw new Error('a range does not end');
  }
  return found;
}

const READS: readonly (() => Promise<unknown>)[] = [
  () => rows.get('findings', ['c1', 'a']),
  all,
  () => rows.put('findings', ['c1', 'z'], { z: 1 }, 'any'),
  () =>
    rows.putMany('findings', [
      { key: ['c1', 'y'], data: 1 },
      { key: ['c1', 'x'], data: 2 },
    ]),
  () => rows.remove('findings', ['c1', 'z']),
];

describe('an answer of Tablestore whose bytes were changed on the way', () => {
  it('comes through the proxy as it is, where nothing is changed', async () => {
    spoiling = [];

    expect(await all()).toHaveLength(3);
    expect(answers).toBeGreaterThan(3);
  });

  it('is read, tried again, or refused with an error of ours', async () => {
    await fuzzAsync(120, fc.tuple(fc.nat(), changes), async ([at, list]) => {
      spoiling = list;

      await orRefusalOf((READS[at % READS.length] as () => Promise<unknown>)());
    });
    spoiling = [];
  });
});
