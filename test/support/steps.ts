import type { Send } from '../../shared/alerts/robot.ts';
import type { RowStore } from '../../shared/store/rows.ts';

/** One thing that a run does outside itself: a write of the store, or the sending of a message. */
export interface Step {
  /** 0 for the first of the run. */
  readonly index: number;
  /** `put runs`, `putMany findings`, `send ops`. */
  readonly name: string;
}

/** `within`: of many rows the first half is written. */
export type When = 'before' | 'within' | 'after';

/** Where a run is to be ended, stopped or troubled. */
export interface Boundary {
  readonly index: number;
  readonly when: When;
}

/** The same store and the same sender, with a word before, within and after each step. */
export function stepped(
  rows: RowStore,
  send: Send,
  at: (step: Step, when: When) => void | Promise<void>,
): { readonly rows: RowStore; readonly send: Send } {
  let count = 0;
  async function step<T>(name: string, work: (now: Step) => Promise<T>): Promise<T> {
    const now = { index: count++, name };
    await at(now, 'before');
    const result = await work(now);
    await at(now, 'after');
    return result;
  }
  return {
    rows: {
      ...rows,
      put: (table, ...write) => step(`put ${table}`, () => rows.put(table, ...write)),
      putMany: (table, many) =>
        step(`putMany ${table}`, async (now) => {
          const half = Math.floor(many.length / 2);
          await rows.putMany(table, many.slice(0, half));
          if (half > 0) await at(now, 'within');
          await rows.putMany(table, many.slice(half));
        }),
      remove: (table, ...write) => step(`remove ${table}`, () => rows.remove(table, ...write)),
    },
    send: (robot, message) => step(`send ${robot.id}`, () => send(robot, message)),
  };
}
