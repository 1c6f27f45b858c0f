/** The time of a story, in milliseconds since the epoch: days pass at will, and the clock of those who scan may jump. */
export interface StoryClock {
  /** What it is. */
  readonly truth: () => number;
  /** What the programs of the story believe. */
  readonly read: () => number;
  readonly pass: (milliseconds: number) => void;
  /** The clock is put right, and jumps anew at these readings from now on. */
  readonly plan: (jumps: readonly { readonly reading: number; readonly by: number }[]) => void;
  /** How often it has jumped. */
  readonly jumps: () => number;
}

export function storyClock(): StoryClock {
  let ahead = 0;
  let wrong = 0;
  let readings = 0;
  let jumps = 0;
  let planned: readonly { readonly reading: number; readonly by: number }[] = [];
  const truth = () => Date.now() + ahead;
  return {
    truth,
    read: () => {
      for (const { reading, by } of planned) {
        if (reading !== readings) continue;
        wrong += by;
        jumps++;
      }
      readings++;
      return truth() + wrong;
    },
    pass: (milliseconds) => {
      ahead += milliseconds;
    },
    plan: (next) => {
      planned = next;
      wrong = 0;
      readings = 0;
    },
    jumps: () => jumps,
  };
}
