import { setFlagsFromString } from 'node:v8';

/** By how many percent the heap may grow beyond what is alive before it is cleaned. */
const GROWTH = 60;

/**
 * Lets V8 clean its heap more often than it would by itself. Reading a fleet leaves a lot of garbage beside little that
 * stays; left alone, V8 lets the one grow to three times the other. Measured on 20,000 Services: 360 MB resident instead
 * of 550, in the same time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
