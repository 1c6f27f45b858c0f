/** What foreign data might write to, for all objects at once. */
const PROTOTYPES = {
  Object: Object.prototype,
  Array: Array.prototype,
  Function: Function.prototype,
  String: String.prototype,
  Number: Number.prototype,
  Boolean: Boolean.prototype,
  Map: Map.prototype,
  Promise: Promise.prototype,
  Error: Error.prototype,
} as const;

const CONSTRUCTORS = { Object, Array, Function } as const;

function keysNow(): ReadonlyMap<string, ReadonlySet<PropertyKey>> {
  const all = [
    ...Object.entries(PROTOTYPES),
    ...Object.entries(CONSTRUCTORS).map(([name, one]) => [`${name}()`, one] as const),
  ];
  return new Map(all.map(([name, one]) => [name, new Set(Reflect.ownKeys(one))]));
}

/**
 * Remembers what JavaScript's own prototypes hold, and gives what says which keys have come since: `Object.polluted`.
 * What libraries add when they are loaded is no pollution: load them before.
 */
export function watchPrototypes(): () => readonly string[] {
  const before = keysNow();
  return () =>
    [...keysNow()].flatMap(([name, keys]) =>
      [...keys].filter((key) => !before.get(name)?.has(key)).map((key) => `${name}.${String(key)}`),
    );
}
