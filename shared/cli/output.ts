import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError, reasonOf } from '../errors.ts';

/**
 * Makes sure that there is a place for a file before the work for it begins: a fleet takes minutes to read.
 * @throws InputError FILE_UNWRITABLE
 */
export function ensureWritable(path: string): void {
  try {
    const present = lstatSync(path, { throwIfNoEntry: false });
    if (present?.isDirectory()) throw new Error('it is a folder');
    if (!present || present.isFile()) accessSync(dirname(path), constants.W_OK);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Whether there is anything at a path. */
export function isThere(path: string): boolean {
  return existsSync(path);
}

/** For everybody, as far as the process's umask lets them; or for the owner alone. */
export type Readers = 'by-umask' | 'owner';

const MODES = { 'by-umask': 0o666, owner: 0o600 } as const satisfies Record<Readers, number>;

/**
 * Writes a file whole or not at all: beside its place first, then over it. What is there and is no plain file (a pipe,
 * a link, /dev/stdout) is written to as it is, and keeps its readers.
 * @throws InputError FILE_UNWRITABLE
 */
export function writeWhole(path: string, content: string | Uint8Array, readers: Readers = 'by-umask'): void {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false)
      writeFileSync(path, content, { mode: MODES[readers] });
    else replace(path, content, MODES[readers]);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): InputError {
  return new InputError('FILE_UNWRITABLE', `cannot write ${path}: ${reasonOf(cause)}`, { cause });
}

function replace(path: string, content: string | Uint8Array, mode: number): void {
  // In containers every process has the same number.
  const beside = `${path}.${randomUUID()}.part`;
  try {
    writeFileSync(beside, content, { mode, flag: 'wx' });
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw cause;
  }
}
