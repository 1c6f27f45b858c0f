const DECIMAL = /^[+-]?[0-9]+$/;
const MAX_INT64 = 9223372036854775807n;

/**
 * Go's strconv.Atoi, with which CCM reads every integer of an annotation: `+4` is 4; ` 4`, `4.0`, `0x4` and
 * what does not fit into 64 bits are no integers (undefined).
 */
export function atoi(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  if (text.length > 16) {
    const exact = BigInt(text.startsWith('+') ? text.slice(1) : text);
    if (exact > MAX_INT64 || exact < -MAX_INT64 - 1n) return undefined;
  }
  const value = Number(text);
  return value === 0 ? 0 : value;
}
