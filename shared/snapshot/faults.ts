import type { TSchema } from '@sinclair/typebox';
import type { TypeCheck } from '@sinclair/typebox/compiler';
import { schemaFaults } from '../schema-faults.ts';

/** Every way in which `value` differs from a schema, one line each: `clusters[0].name: must be string`. */
export function faultsOf(check: TypeCheck<TSchema>, value: unknown, whole = 'snapshot'): string[] {
  return schemaFaults(check.Errors(value), whole);
}
