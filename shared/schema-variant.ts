import type { TSchema } from '@sinclair/typebox';
import { didYouMean } from './nearest.ts';

interface Variant {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, { readonly const?: unknown }>>;
}

/**
 * Which variant of a union a value was meant to be, by its index: the only one of the value's kind (list or object),
 * or the object whose keys it has most of. A literal that matches (`type: file`) settles it.
 * Undefined for a scalar, and where two variants are as near as each other.
 */
export function meantVariant(union: TSchema, value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kind = Array.isArray(value) ? 'array' : 'object';
  const variants = (union as { readonly anyOf?: readonly Variant[] }).anyOf ?? [];
  const candidates = variants.flatMap((variant, index) =>
    variant.type === kind ? [{ variant, index }] : [],
  );
  if (candidates.length < 2) return candidates[0]?.index;

  const [best, next] = candidates
    .map(({ variant, index }) => ({ index, likeness: likeness(variant, value) }))
    .sort((a, b) => b.likeness - a.likeness);
  return best && next && best.likeness > next.likeness ? best.index : undefined;
}

function likeness(variant: Variant, value: object): number {
  const properties = variant.properties ?? {};
  const known = Object.keys(properties);
  let points = 0;
  for (const [key, given] of Object.entries(value)) {
    if (!known.includes(key)) {
      if (didYouMean(key, known) !== '') points += 1;
    } else {
      const literal = properties[key]?.const;
      points += literal !== undefined && literal === given ? 100 : 2;
    }
  }
  return points;
}
