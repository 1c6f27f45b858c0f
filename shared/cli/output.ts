import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { InputError, reasonOf } from '../errors.ts';

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
    throw new InputError('FILE_UNWRITABLE', `cannot write ${path}: ${reasonOf(cause)}`, { cause });
  }
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
