import type { createColors } from 'picocolors';
import type { Words } from './words.ts';

/** What every part of the table is written with. */
export interface Pen {
  readonly words: Words;
  readonly colors: ReturnType<typeof createColors>;
}
