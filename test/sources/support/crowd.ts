import { setTimeout as pause } from 'node:timers/promises';

/** In it whoever is too many would come. */
const A_MOMENT = 30;

/** Lets those who come pass in groups of so many, none before its group is whole. */
export interface Crowd {
  readonly pass: () => Promise<void>;
  /** How many were there at once, at the most. */
  readonly most: () => number;
}

/** A program that never sends so many at once waits for ever. The number of all who come is to be a multiple. */
export function crowd(size: number): Crowd {
  let present = 0;
  let most = 0;
  let waiting: (() => void)[] = [];
  return {
    pass: async () => {
      most = Math.max(most, ++present);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length < size) return;
        for (const go of waiting) go();
        waiting = [];
      });
      await pause(A_MOMENT);
      present--;
    },
    most: () => most,
  };
}
