import { type RowKey, TABLES, type TableName } from './rows.ts';
import { StoreError } from './store-error.ts';

/** Characters of one part of a key. */
const MOST_CHARACTERS = 256;
/** Bytes of one part as it is stored: Tablestore's bound for a primary key column. */
const MOST_BYTES = 1_024;

/** Stands before a character that UTF-8 sorts below, but UTF-16 above, all that take two code units. */
const RAISED = '\u{10FFFF}';
const TO_RAISE = /[\u{E000}-\u{FFFF}]|\u{10FFFF}/gu;
const RAISED_CHARACTER = /\u{10FFFF}([\u{E000}-\u{FFFF} ])/gu;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The parts of a key as they are stored: texts whose UTF-8 bytes sort as the parts' code units do.
 * @throws StoreError refused: a wrong number of parts, or a part that cannot stand in a key
 */
export function storedKey(table: TableName, key: RowKey): string[] {
  if (key.length !== TABLES[table]) {
    throw new StoreError(
      'refused',
      `A key of the table ${table} has ${TABLES[table]} part(s), not ${key.length}.`,
    );
  }
  return key.map((part) => storedPart(table, part));
}

/** As storedKey, of the first parts of a key. @throws StoreError refused: too many parts, or one that cannot stand there */
export function storedPrefix(table: TableName, prefix: RowKey): string[] {
  if (prefix.length > TABLES[table]) {
    throw new StoreError('refused', `A key of the table ${table} has only ${TABLES[table]} part(s).`);
  }
  return prefix.map((part) => storedPart(table, part));
}

/** The parts of a key, of what storedKey gave. */
export function keyOf(stored: readonly string[]): RowKey {
  return stored.map((part) =>
    part.replace(RAISED_CHARACTER, (_, character: string) => (character === ' ' ? RAISED : character)),
  );
}

function storedPart(table: TableName, part: string): string {
  const fault = faultOf(part);
  if (fault) throw new StoreError('refused', `A key of the table ${table} has a part that ${fault}.`);
  const stored = part.replace(TO_RAISE, (character) =>
    character === RAISED ? `${RAISED} ` : `${RAISED}${character}`,
  );
  if (Buffer.byteLength(stored) > MOST_BYTES) {
    throw new StoreError(
      'refused',
      `A key of the table ${table} has a part of more than ${MOST_BYTES} bytes.`,
    );
  }
  return stored;
}

function faultOf(part: string): string | undefined {
  if (typeof part !== 'string' || part === '') return 'is empty or no text';
  if (part.length > MOST_CHARACTERS) return `is longer than ${MOST_CHARACTERS} characters`;
  if (part.includes('\0')) return 'holds the character U+0000';
  return LONE_SURROGATE.test(part) ? 'holds half a character (a lone surrogate)' : undefined;
}
