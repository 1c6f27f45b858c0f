import { type TProperties, type TSchema, Type } from '@sinclair/typebox';

/** An object that has these keys and no others. */
export function object<P extends TProperties>(properties: P) {
  const errorMessage = `must be an object with keys of: ${Object.keys(properties).join(', ')}`;
  return Type.Object(properties, { additionalProperties: false, errorMessage });
}

/** A list with at least one item. */
export function someOf<T extends TSchema>(item: T, what: string) {
  return Type.Array(item, { minItems: 1, errorMessage: `must be a list of ${what}, at least one` });
}

/** One of two words. */
export function either<const A extends string, const B extends string>(one: A, other: B) {
  const errorMessage = `must be "${one}" or "${other}"`;
  return Type.Union([Type.Literal(one), Type.Literal(other)], { errorMessage });
}

/** Any text that is not blank. */
export const Text = Type.String({
  pattern: '\\S',
  errorMessage: 'must be text that is not blank (a number or yes/no word needs quotes)',
});

/** An id of the cloud, or a name that is used as one. */
export const Id = Type.String({
  pattern: '^[A-Za-z0-9][\\w.-]*$',
  errorMessage: 'must be an id of letters, digits, "-", "_" and "."',
});

/** As Function Compute takes them; of version 2.0 too. */
export const FunctionName = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,63}$',
  errorMessage: 'must be up to 64 letters, digits, "-" and "_", not beginning with a digit or "-"',
});

/** A region, by the form of its id: whether it exists is not known here. */
export const RegionId = Type.String({
  pattern: '^[a-z][a-z0-9-]*$',
  errorMessage: 'must be a region id like "cn-hangzhou"',
});

/** The same texts that the audit can read as a version. */
export const Version = Type.String({
  pattern: '^v?\\d{1,6}\\.\\d{1,6}(?:\\.\\d{1,6}){0,2}(?:[-+].*)?$',
  errorMessage: 'must be a version in quotes, like "2.14.0"',
});

/** The name of an environment variable that holds a secret. The secret itself never stands in the file. */
export const SecretName = Type.String({
  pattern: '^env:[A-Za-z_][A-Za-z0-9_]*$',
  errorMessage: 'must be env:NAME, the environment variable that holds it; a secret never stands in the file',
});

/** Scheme, host and port; no path, and no user and password. */
export const EndpointUrl = Type.String({
  pattern: '^https?://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_.-]+)(?::[0-9]{1,5})?/?$',
  errorMessage: 'must be http:// or https:// with a host and perhaps a port, and no path',
});

/** A whole number, 1 or more. */
export const PositiveInteger = Type.Integer({
  minimum: 1,
  errorMessage: 'must be a whole number, 1 or more',
});

/** A length of time that a timer can wait for. */
export function seconds(minimum: number, maximum: number) {
  const errorMessage = `must be a number of seconds from ${minimum} to ${maximum}`;
  return Type.Number({ minimum, maximum, errorMessage });
}
