import type pc from 'picocolors';
import type { Outcome } from '../scan/permissions/check.ts';

/** What colours a text, or leaves it as it is. */
export type Colors = ReturnType<typeof pc.createColors>;

/** The colour of an outcome; what is optional is never red. */
export function outcomePaint(
  { outcome, optional = false }: { readonly outcome: Outcome; readonly optional?: boolean },
  colors: Colors,
): (text: string) => string {
  const bad = optional ? colors.yellow : colors.red;
  return (
    {
      ok: colors.green,
      denied: bad,
      unreachable: bad,
      'not tried': colors.yellow,
      failed: bad,
    } satisfies Record<Outcome, (text: string) => string>
  )[outcome];
}
