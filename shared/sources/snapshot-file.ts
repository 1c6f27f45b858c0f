import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { InputError, reasonOf } from '../errors.ts';

const GZIP_MAGIC = 0x8b1f;

/**
 * The JSON value in a file, gzipped or not (told by its first bytes, not its name).
 * @throws InputError FILE_UNREADABLE (missing, a folder, not allowed, broken gzip) or NOT_JSON
 */
export function readJsonFile(path: string): unknown {
  const bytes = readBytes(path);
  const zipped = bytes.length > 2 && bytes.readUInt16LE(0) === GZIP_MAGIC;
  const text = zipped ? unzip(path, bytes) : bytes.toString('utf8');
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (cause) {
    throw new InputError('NOT_JSON', `${path} is not JSON: ${oneLine(reasonOf(cause))}`, { cause });
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a folder' : reasonOf(cause);
    throw new InputError('FILE_UNREADABLE', `cannot read ${path}: ${why}`, { cause });
  }
}

function unzip(path: string, bytes: Buffer): string {
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw new InputError('FILE_UNREADABLE', `cannot decompress ${path}: ${reasonOf(cause)}`, { cause });
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
