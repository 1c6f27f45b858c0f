/** Bounds how many calls are under way at once; several limiters may stand before one gate. */
export interface Gate {
  /** Takes a place if one is free. Each place taken must be given back with `leave`. */
  readonly tryEnter: () => boolean;
  readonly leave: () => void;
  /** Calls back once, when a place is free again. Those who ask are served in turn. */
  readonly whenFree: (callback: () => void) => void;
}

/** A gate with so many places (at least one). */
export function createGate(places: number): Gate {
  const limit = Math.max(1, Math.floor(places));
  let inside = 0;
  let asking: (() => void)[] = [];

  return {
    tryEnter: () => {
      if (inside >= limit) return false;
      inside++;
      return true;
    },
    leave: () => {
      inside--;
      // Whoever is called and cannot use the place now (its own time has not come) leaves it to the next.
      while (inside < limit && asking.length > 0) {
        const [first, ...others] = asking;
        asking = others;
        first?.();
      }
    },
    whenFree: (callback) => {
      asking.push(callback);
    },
  };
}
