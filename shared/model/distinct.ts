/** Items without those whose key came before: a page that shifts while it is read shows an item twice. */
export function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const byKey = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (!byKey.has(key)) byKey.set(key, item);
  }
  return byKey.size === items.length ? items : [...byKey.values()];
}
