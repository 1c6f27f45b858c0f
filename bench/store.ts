import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFileRows } from '../shared/store/file-rows.ts';
import type { RowStore } from '../shared/store/rows.ts';
import { openTablestoreRows } from '../shared/store/tablestore-rows.ts';
import { TABLESTORE_KEY } from '../test/servers/tablestore.ts';
import type { StoreServerMessage } from './store-server.ts';
import { mostRow, type Row, written } from './table.ts';

const SERVER = fileURLToPath(new URL('store-server.js', import.meta.url));
const FINDINGS = 50_000;
const CLUSTERS = 40;
/** Of one finding as JSON, about. */
const BYTES = 1_500;
/** Rows that one BatchWriteRow takes. */
const BATCH = 200;
/** Rows, or bytes, that one GetRange gives. */
const PAGE = { rows: 5_000, bytes: 4_194_304 } as const;

interface Timed {
  readonly write: number;
  readonly read: number;
}

/** The rows about the store: findings written and read again, in Tablestore (another process) and in a file. */
export async function storeRows(): Promise<Row[]> {
  return [...(await tablestoreRows()), ...(await fileRows())];
}

async function tablestoreRows(): Promise<Row[]> {
  const server = fork(SERVER);
  try {
    const { url } = await told(server, 'url');
    const store = openTablestoreRows({
      endpoint: url,
      instance: 'preflight',
      tablePrefix: 'bench_',
      credentials: async () => TABLESTORE_KEY,
    });
    await store.init();
    await countsOf(server);
    const write = await timed(() => writeAll(store));
    const { BatchWriteRow: batches = 0 } = await countsOf(server);
    const read = await timed(() => readAll(store));
    const { GetRange: pages = 0 } = await countsOf(server);
    await store.close();
    const bytes = FINDINGS * (BYTES + 100);
    return [
      mostRow(`BatchWriteRow calls for ${written(FINDINGS)} findings`, batches, Math.ceil(FINDINGS / BATCH)),
      mostRow(
        `GetRange calls for ${written(FINDINGS)} findings`,
        pages,
        Math.max(Math.ceil(FINDINGS / PAGE.rows), Math.ceil(bytes / PAGE.bytes) + 1),
      ),
      paceRow('Tablestore, server on the same machine', { write, read }),
    ];
  } finally {
    server.kill();
  }
}

async function fileRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ccm-preflight-bench-'));
  try {
    const store = await openFileRows(folder);
    const write = await timed(() => writeAll(store));
    const read = await timed(() => readAll(store));
    await store.close();
    const size = statSync(join(folder, 'rows.mdb')).size;
    return [
      paceRow('embedded database', { write, read }),
      { name: '  its file', figure: `${written(size / 1e6)} MB` },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function paceRow(name: string, { write, read }: Timed): Row {
  return {
    name: `${written(FINDINGS)} findings written, read: ${name}`,
    figure: `${written(write, 1)} s, ${written(read, 1)} s`,
  };
}

async function writeAll(store: RowStore): Promise<void> {
  await store.putMany(
    'findings',
    Array.from({ length: FINDINGS }, (_, index) => findingRow(index)),
  );
}

async function readAll(store: RowStore): Promise<void> {
  let found = 0;
  for await (const { data } of store.range('findings')) {
    if ((data as { id?: unknown }).id !== undefined) found++;
  }
  if (found !== FINDINGS) throw new Error(`${found} findings were read, not ${FINDINGS}`);
}

/** A finding of the usual length. */
function findingRow(index: number): { key: string[]; data: object } {
  const id = `listener-update/${index.toString(36).padStart(8, '0')}`;
  const data = {
    id,
    rule: 'listener-update',
    status: 'open',
    firstSeen: '2026-11-01T20:00:00.000Z',
    lastSeen: '2026-11-23T20:00:00.000Z',
    clusterId: `c${index % CLUSTERS}`,
    message: '',
  };
  const message = 'The listener differs. '.repeat(100).slice(0, BYTES - JSON.stringify(data).length);
  return { key: [`c${index % CLUSTERS}`, id], data: { ...data, message } };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

async function countsOf(server: ChildProcess): Promise<Readonly<Record<string, number>>> {
  const answer = told(server, 'counts');
  server.send('counts');
  return (await answer).counts;
}

async function told<K extends 'url' | 'counts'>(
  server: ChildProcess,
  key: K,
): Promise<Extract<StoreServerMessage, Record<K, unknown>>> {
  const [message] = (await once(server, 'message')) as [StoreServerMessage];
  if (!(key in message)) throw new Error('the server of the bench told something else');
  return message as Extract<StoreServerMessage, Record<K, unknown>>;
}
