import type { TSchema } from '@sinclair/typebox';
import type { TypeCheck, ValueError } from '@sinclair/typebox/compiler';

/** `/clusters/0/name` as people write it: `clusters[0].name`. */
function readablePath(pointer: string): string {
  let path = '';
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path += /^\d+$/.test(key) ? `[${key}]` : path === '' ? key : `.${key}`;
  }
  return path;
}

function wording(error: ValueError): string {
  const { errorMessage } = error.schema as { readonly errorMessage?: string };
  if (error.message === 'Expected required property') return 'is missing';
  return errorMessage ?? error.message.replace(/^Expected /, 'must be ');
}

/**
 * Every way in which `value` differs from a schema, one line each: `clusters[0].name: must be string`.
 * One fault a path: that a property is missing says all there is to say of it.
 */
export function faultsOf(check: TypeCheck<TSchema>, value: unknown): string[] {
  const faults = new Map<string, string>();
  for (const error of check.Errors(value)) {
    const path = readablePath(error.path);
    if (!faults.has(path)) faults.set(path, `${path === '' ? 'snapshot' : path}: ${wording(error)}`);
  }
  return [...faults.values()];
}
