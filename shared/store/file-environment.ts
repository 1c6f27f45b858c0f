import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, RootDatabase } from 'lmdb';
import { reasonOf } from '../errors.ts';
import { TABLES, type TableName } from './rows.ts';
import { StoreError, type StoreTrouble } from './store-error.ts';

/** The database of a store, in its folder. */
export const ROWS_FILE = 'rows.mdb';
/** Allows keys of 4,026 bytes: three parts of 1,024 and what stands between them. */
const PAGE_BYTES = 8_192;

/** LMDB's first page: where, after its header of 24 bytes, the words stand that every file must have. */
const MAGIC = { offset: 24, value: 0xbeefc0de } as const;
const FORMAT = { offset: 28, value: 2 } as const;
const PAGE_SIZE_OFFSET = 48;
const LAST_PAGE_OFFSET = 144;
const META_BYTES = 160;
/** If LMDB never told. */
const COMMIT_TROUBLE_MILLISECONDS = 1_000;
/** Pages at its end that a transaction took and gave back, so that they were never written. */
const MOST_MISSING_PAGES = 16;

/** One table: keys and values are bytes, see `row-key.ts` and `row-data.ts`. */
export type Table = Database<Buffer, Buffer>;
/** Every table of the store. */
export type Tables = Readonly<Record<TableName, Table>>;

/** An open database. Closing it waits for the writes under way. */
export interface FileEnvironment {
  readonly tables: Tables;
  readonly close: () => Promise<void>;
}

/** The database of a folder, made if it is not there. @throws StoreError */
export async function openEnvironment(folder: string): Promise<FileEnvironment> {
  const path = join(folder, ROWS_FILE);
  try {
    // Its binary may be missing for this machine: that, too, is a store that cannot be used.
    const { open } = await import('lmdb');
    makePrivate(folder, path);
    checkHeader(path);
    const root = open<Buffer, Buffer>({
      path,
      // Without it a folder with a dot in its name would be taken for a file.
      noSubdir: true,
      // A write is then flushed when its promise is fulfilled, not only committed.
      overlappingSync: false,
      // Else a write that fails also rejects a promise that nobody holds, which ends the process.
      eventTurnBatching: false,
      pageSize: PAGE_BYTES,
      maxDbs: Object.keys(TABLES).length + 4,
      encoding: 'binary',
      keyEncoding: 'binary',
    });
    return { tables: openTables(root), close: () => root.close() };
  } catch (error) {
    throw fileStoreError(error, folder);
  }
}

function openTables(root: RootDatabase<Buffer, Buffer>): Tables {
  const open = (name: string): Table =>
    root.openDB<Buffer, Buffer>(name, { encoding: 'binary', keyEncoding: 'binary' });
  return Object.fromEntries(Object.keys(TABLES).map((name) => [name, open(name)])) as unknown as Tables;
}

/** Why LMDB could not commit: it rejects another promise with that. */
export async function commitTrouble(thrown: unknown): Promise<unknown> {
  const { commitError } = (thrown ?? {}) as { commitError?: Promise<never> };
  if (!commitError) return thrown;
  const reason = commitError.then(
    () => thrown,
    (error: unknown) => error,
  );
  return Promise.race([reason, pause(COMMIT_TROUBLE_MILLISECONDS, thrown, { ref: false })]);
}

/** What a failure of the file system or of LMDB means. */
export function fileStoreError(thrown: unknown, folder: string): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const { trouble, advice } = meaningOf(thrown);
  const message = `The store in ${folder} ${advice} (${reasonOf(thrown)}).`;
  return new StoreError(trouble, message, { cause: thrown });
}

/** Only its owner may read it: findings name clusters, Services and addresses. */
function makePrivate(folder: string, path: string): void {
  makeFolder(folder);
  for (const file of [path, `${path}-lock`]) closeSync(openSync(file, 'a', 0o600));
}

/**
 * LMDB trusts its file: one that is not its own, or is cut short, kills the process by a signal. So its header is looked
 * at first. A sound file may end a little before the last page that its header tells of, if those pages are free: it is
 * filled up. Appending cannot hurt what another process writes meanwhile.
 */
function checkHeader(path: string): void {
  if (statSync(path).size === 0) return;
  const file = openSync(path, 'a+');
  try {
    const lastPage = Math.max(lastPageOf(metaAt(file, 0)), lastPageOf(metaAt(file, PAGE_BYTES)));
    // Looked at after the header: another process lets the file grow first, and tells of it then.
    const missing = (lastPage + 1) * PAGE_BYTES - fstatSync(file).size;
    if (missing > MOST_MISSING_PAGES * PAGE_BYTES) throw invalid('is cut short');
    if (missing > 0) writeSync(file, Buffer.alloc(missing));
  } finally {
    closeSync(file);
  }
}

function metaAt(file: number, offset: number): Buffer {
  const meta = Buffer.alloc(META_BYTES);
  const isOurs =
    readSync(file, meta, 0, META_BYTES, offset) === META_BYTES &&
    meta.readUInt32LE(MAGIC.offset) === MAGIC.value &&
    (meta.readUInt32LE(FORMAT.offset) & 0xffff) === FORMAT.value &&
    meta.readUInt32LE(PAGE_SIZE_OFFSET) === PAGE_BYTES;
  if (!isOurs) throw invalid('does not begin as such a file does');
  return meta;
}

function lastPageOf(meta: Buffer): number {
  const page = Number(meta.readBigUInt64LE(LAST_PAGE_OFFSET));
  // 2^32 pages are 32 TB.
  if (page > 2 ** 32) throw invalid('tells of more pages than can be');
  return page;
}

function invalid(how: string): Error {
  return Object.assign(new Error(`${ROWS_FILE} ${how}`), { code: 'MDB_INVALID' });
}

const NO_ROOM = /^(ENOSPC|EDQUOT|EFBIG)$|^(No space left|Disk quota exceeded|File too large)|MDB_MAP_FULL/;
const NOT_OURS = /^(EACCES|EPERM|EROFS)$|^(Permission denied|Operation not permitted|Read-only file system)/;
const NO_FOLDER = /^(ENOTDIR|EISDIR|EEXIST|ENOENT|ENAMETOOLONG|ELOOP)$|^(Is a|Not a) directory|^No such file/;
const DAMAGED = /MDB_(INVALID|CORRUPTED|PAGE_NOTFOUND|PANIC|VERSION_MISMATCH|INCOMPATIBLE)/;

/** Node's errors are known by their code, LMDB's by their message: its codes are numbers. */
function meaningOf(thrown: unknown): { trouble: StoreTrouble; advice: string } {
  const { code } = (thrown ?? {}) as { code?: unknown };
  const told = typeof code === 'string' ? code : reasonOf(thrown);
  if (NO_ROOM.test(told))
    return { trouble: 'unavailable', advice: 'has no room left: nothing of the last write is kept' };
  if (NOT_OURS.test(told)) return { trouble: 'denied', advice: 'may not be written' };
  if (NO_FOLDER.test(told)) return { trouble: 'denied', advice: 'cannot be made there' };
  if (DAMAGED.test(told))
    return { trouble: 'damaged', advice: `is damaged; move ${ROWS_FILE} away to begin anew` };
  return { trouble: 'unavailable', advice: 'cannot be used' };
}

/** Folder by folder: Node's own way of making them all never ends where one cannot be made and none is missing (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    // Another process was quicker.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
}
