type Keeper = 'localStorage' | 'sessionStorage';

/** What the browser keeps under a name; undefined where it keeps nothing, or must not. */
export function recall(keeper: Keeper, name: string): string | undefined {
  try {
    return globalThis[keeper].getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Has the browser keep a text under a name, if it may; forgets it without one. */
export function remember(keeper: Keeper, name: string, text?: string): void {
  try {
    if (text === undefined) globalThis[keeper].removeItem(name);
    else globalThis[keeper].setItem(name, text);
  } catch {
    // A page from disk, or a visitor who wants nothing kept: it works without.
  }
}
