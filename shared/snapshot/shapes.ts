import { type TSchema, Type } from '@sinclair/typebox';

/** An optional field of remote data: absent and null mean the same. */
export function Maybe<T extends TSchema>(schema: T) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

/** The SLB API sends some integers as strings; both are accepted and read with `toInteger`. */
export const SlbInteger = Type.Union([Type.Integer(), Type.String({ pattern: '^-?[0-9]{1,15}$' })]);

/** An integer of the SLB API as a number; absent is 0, as Go's zero value is in CCM. */
export function toInteger(value: number | string | null | undefined): number {
  return value === null || value === undefined ? 0 : Number(value);
}
