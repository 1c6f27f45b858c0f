import type { TSchema } from '@sinclair/typebox';
import { type TypeCheck, type ValueError, ValueErrorType } from '@sinclair/typebox/compiler';

/** `/clusters/0/name` as people write it: `clusters[0].name`. */
function readablePath(pointer: string): string {
  let path = '';
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path += /^\d+$/.test(key) ? `[${key}]` : path === '' ? key : `.${key}`;
  }
  return path;
}

function messageOf(error: ValueError): string | undefined {
  return (error.schema as { readonly errorMessage?: string }).errorMessage;
}

function wording(error: ValueError): string {
  if (error.message === 'Expected required property') return 'is missing';
  return messageOf(error) ?? error.message.replace(/^Expected /, 'must be ');
}

/** Of a value that fits no variant, what keeps it from the first: the one that is meant, the other being null. */
function* detailed(errors: Iterable<ValueError>): Iterable<ValueError> {
  for (const error of errors) {
    const [first] = error.type === ValueErrorType.Union && !messageOf(error) ? error.errors : [];
    if (first) yield* detailed(first);
    else yield error;
  }
}

/**
 * Every way in which `value` differs from a schema, one line each: `clusters[0].name: must be string`.
 * One fault a path: that a property is missing says all there is to say of it.
 */
export function faultsOf(check: TypeCheck<TSchema>, value: unknown): string[] {
  const faults = new Map<string, string>();
  for (const error of detailed(check.Errors(value))) {
    const path = readablePath(error.path);
    if (!faults.has(path)) faults.set(path, `${path === '' ? 'snapshot' : path}: ${wording(error)}`);
  }
  return [...faults.values()];
}
