import { type ValueError, ValueErrorType } from '@sinclair/typebox/errors';
import { knownKeys } from './nearest.ts';
import { meantVariant } from './schema-variant.ts';

/** Nobody reads more, and a broken list of a million items has a million. */
const MOST_FAULTS = 1_000;

/** Longer than any key a person means, shorter than any access key secret, token or signing secret. */
const SPEAKABLE_KEY = /^[\w$.-]{1,20}$/;

/** The keys of a JSON pointer (`/clusters/0/name`). */
function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Keys as people write them: `clusters[0].name`. */
function readablePath(keys: readonly string[]): string {
  let path = '';
  for (const key of keys) path += /^\d+$/.test(key) ? `[${key}]` : path === '' ? key : `.${key}`;
  return path;
}

function messageOf(error: ValueError): string | undefined {
  return (error.schema as { readonly errorMessage?: string }).errorMessage;
}

function wording(error: ValueError): string {
  if (error.message === 'Expected required property') return 'is missing';
  return messageOf(error) ?? error.message.replace(/^Expected /, 'must be ');
}

/** A key that is not known. One that may be a value gone astray (`secret:x` without its space) is not repeated. */
function unknownKey(error: ValueError): readonly [keys: readonly string[], text: string] {
  const keys = keysOf(error.path);
  const key = keys.at(-1) ?? '';
  if (!SPEAKABLE_KEY.test(key)) {
    return [keys.slice(0, -1), 'has a key that is no plain word; is a space missing after a colon?'];
  }
  const known = Object.keys((error.schema as { readonly properties?: object }).properties ?? {});
  return [keys, `is not a known key${knownKeys(key, known)}`];
}

/**
 * Of a value that fits no variant, what keeps it from the one that is meant. Where that cannot be told, the union's own
 * message; a union without one is a thing or null, and the first variant is the thing.
 */
function* detailed(errors: Iterable<ValueError>): Iterable<ValueError> {
  for (const error of errors) {
    const variants = error.type === ValueErrorType.Union ? error.errors : [];
    const variant = variants[meantVariant(error.schema, error.value) ?? (messageOf(error) ? -1 : 0)];
    if (variant) yield* detailed(variant);
    else yield error;
  }
}

/**
 * Errors of a schema, one line each, the first thousand: `clusters[0].name: must be string`. No line repeats a value.
 * One fault a path: that a property is missing says all there is to say of it.
 * @param whole what to call the value itself, where that is at fault
 */
export function schemaFaults(errors: Iterable<ValueError>, whole: string): string[] {
  const faults = new Map<string, string>();
  for (const error of detailed(errors)) {
    const unknown = error.type === ValueErrorType.ObjectAdditionalProperties;
    const [keys, text] = unknown ? unknownKey(error) : [keysOf(error.path), wording(error)];
    const path = readablePath(keys);
    if (!faults.has(path)) faults.set(path, `${path === '' ? whole : path}: ${text}`);
    if (faults.size === MOST_FAULTS) break;
  }
  return [...faults.values()];
}
