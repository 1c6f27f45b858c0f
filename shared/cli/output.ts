import { accessSync, constants, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/**
 * Writes a file whole or not at all: beside its place first, then over it. What is there and is no plain file (a pipe,
 * a link, /dev/stdout) is written to as it is.
 * @throws InputError FILE_UNWRITABLE
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) writeFileSync(path, content);
    else replace(path, content);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): InputError {
  return new InputError('FILE_UNWRITABLE', `cannot write ${path}: ${reasonOf(cause)}`, { cause });
}

function replace(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw cause;
  }
}
