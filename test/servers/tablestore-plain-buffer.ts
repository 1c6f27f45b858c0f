import type { CellValue } from './tablestore-wire.ts';

/** Below, and above, every value of a primary key. */
export const LOWEST: unique symbol = Symbol('INF_MIN');
export const HIGHEST: unique symbol = Symbol('INF_MAX');
export type KeyValue = CellValue | typeof LOWEST | typeof HIGHEST;

export interface Cell {
  readonly name: string;
  readonly value: KeyValue | undefined;
  /** What an update does to the column; nothing if it sets it. */
  readonly change: 'delete-all' | 'delete-one' | 'increment' | undefined;
}

export interface PlainRow {
  readonly key: readonly Cell[];
  readonly columns: readonly Cell[];
  readonly isDeletion: boolean;
}

const HEADER = 0x75;
const TAG = {
  key: 1,
  data: 2,
  cell: 3,
  name: 4,
  value: 5,
  type: 6,
  timestamp: 7,
  deletion: 8,
  row: 9,
  sum: 10,
};
const CHANGES: Readonly<Record<number, Cell['change']>> = {
  1: 'delete-all',
  3: 'delete-one',
  4: 'increment',
};

/** Reads a row in PlainBuffer, and its checksums. The package cannot read a row that updates. */
export function decodeRow(bytes: Uint8Array): PlainRow {
  const reader = readerOf(bytes);
  if (reader.int32() !== HEADER) throw new Error('PlainBuffer: no header');
  const sums: number[] = [];
  const key = reader.take(TAG.key) ? cells(reader, sums) : [];
  const columns = reader.take(TAG.data) ? cells(reader, sums) : [];
  const isDeletion = reader.take(TAG.deletion);
  reader.expect(TAG.row);
  if (reader.byte() !== checksum([...sums, isDeletion ? 1 : 0])) throw new Error('PlainBuffer: row checksum');
  return { key, columns, isDeletion };
}

/** Reads a value that stands by itself, as in a column condition. */
export function decodeValue(bytes: Uint8Array): KeyValue {
  return readerOf(bytes).variant().value;
}

function cells(reader: Reader, sums: number[]): Cell[] {
  const found: Cell[] = [];
  while (reader.take(TAG.cell)) {
    reader.expect(TAG.name);
    const name = reader.bytes(reader.int32());
    let sum = checksum(name);
    let value: KeyValue | undefined;
    if (reader.take(TAG.value)) {
      reader.int32();
      const variant = reader.variant();
      value = variant.value;
      sum = checksum(variant.summed, sum);
    }
    const change = reader.take(TAG.type) ? reader.byte() : undefined;
    if (reader.take(TAG.timestamp)) sum = checksum(reader.bytes(8), sum);
    if (change !== undefined) sum = checksum([change], sum);
    reader.expect(TAG.sum);
    if (reader.byte() !== sum) throw new Error('PlainBuffer: cell checksum');
    sums.push(sum);
    found.push({ name: name.toString(), value, change: change === undefined ? undefined : CHANGES[change] });
  }
  return found;
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(source: Uint8Array) {
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let position = 0;

  function bytes(length: number): Buffer {
    if (position + length > buffer.length) throw new Error('PlainBuffer: ends too early');
    position += length;
    return buffer.subarray(position - length, position);
  }
  const byte = (): number => bytes(1).readUInt8();
  const int32 = (): number => bytes(4).readInt32LE();
  /** Whether this tag comes next, which then is passed. */
  function take(tag: number): boolean {
    if (buffer[position] !== tag) return false;
    position++;
    return true;
  }
  function expect(tag: number): void {
    if (!take(tag)) throw new Error(`PlainBuffer: tag ${buffer[position]} at ${position}, not ${tag}`);
  }
  /** A value, and the bytes that its cell's checksum is of. */
  function variant(): { value: KeyValue; summed: Uint8Array } {
    const start = position;
    const value = payload(byte());
    return { value, summed: buffer.subarray(start, position) };
  }
  function payload(type: number): KeyValue {
    switch (type) {
      case 0:
        return bytes(8).readBigInt64LE();
      case 1:
        return bytes(8).readDoubleLE();
      case 2:
        return byte() === 1;
      case 3:
        return bytes(int32()).toString();
      case 7:
        return bytes(int32());
      case 9:
        return LOWEST;
      case 10:
        return HIGHEST;
      default:
        throw new Error(`PlainBuffer: value of type ${type}`);
    }
  }
  return { bytes, byte, int32, take, expect, variant };
}

const CRC8 = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  return crc;
});

function checksum(bytes: Iterable<number>, start = 0): number {
  let crc = start;
  for (const byte of bytes) crc = CRC8[crc ^ byte] as number;
  return crc;
}
