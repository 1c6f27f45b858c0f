import { constants } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { InputError, reasonOf } from '../errors.ts';
import { fileTrouble } from '../file-trouble.ts';
import { hasAtMost } from './json-extent.ts';

const GZIP_MAGIC = 0x8b1f;

/** Bytes of the JSON text, unzipped: Node holds no longer text, whatever memory there is. 512 MB. */
const MOST_BYTES = constants.MAX_STRING_LENGTH;

/** Lists and objects in it; the capture of 50,000 Services has a few millions. */
const MOST_PARTS = 20_000_000;

/**
 * The JSON value in a file, gzipped or not (told by its first bytes, not its name). What is far larger than any fleet is
 * refused before it takes the memory for it: a few bytes of gzip can be any number.
 * @throws InputError FILE_UNREADABLE (missing, a folder, not allowed, broken gzip, more than 512 MB of text or 20 million
 *   lists and objects) or NOT_JSON
 */
export function readJsonFile(path: string): unknown {
  const bytes = readBytes(path);
  const zipped = bytes.length > 2 && bytes.readUInt16LE(0) === GZIP_MAGIC;
  const text = (zipped ? unzip(path, bytes) : bytes).toString('utf8');
  if (!hasAtMost(text, MOST_PARTS)) throw tooLarge(path, `${MOST_PARTS} lists and objects`);
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (cause) {
    throw new InputError('NOT_JSON', `${path} is not JSON: ${oneLine(reasonOf(cause))}`, { cause });
  }
}

function readBytes(path: string): Buffer {
  let bytes: Buffer | undefined;
  try {
    if (statSync(path).size <= MOST_BYTES) bytes = readFileSync(path);
  } catch (cause) {
    throw new InputError('FILE_UNREADABLE', `cannot read ${path}: ${fileTrouble(cause)}`, { cause });
  }
  // A pipe has no size before it is read.
  if (bytes === undefined || bytes.length > MOST_BYTES) throw tooLarge(path, TEXT);
  return bytes;
}

function unzip(path: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, TEXT);
    throw new InputError('FILE_UNREADABLE', `cannot decompress ${path}: ${reasonOf(cause)}`, { cause });
  }
}

const TEXT = `${Math.round(MOST_BYTES / 2 ** 20)} MB of text`;

function tooLarge(path: string, most: string): InputError {
  const message = `cannot read ${path}: it holds more than ${most}; divide it by account or region`;
  return new InputError('FILE_UNREADABLE', message);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
