import { Worker } from 'node:worker_threads';

/** Far longer than any case takes, on any machine. */
const LONGEST_CASE_SECONDS = 60;

/** Sees from another thread that a case does not end: what loops for ever cannot be timed out from within. */
export interface Watchdog {
  /** The next case begins. */
  readonly begin: (number: number) => void;
  /** All cases are done. */
  readonly end: () => void;
}

/** What the other thread runs. */
export const WATCHING = `
const { workerData: { shared, seed, seconds } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const cell = new Int32Array(shared);
for (let seen = -1; Atomics.wait(cell, 1, 0, seconds * 1000) === 'timed-out'; ) {
  const now = Atomics.load(cell, 0);
  if (now === seen && seen >= 0) {
    writeSync(2, 'a fuzzed case does not end: CCM_PREFLIGHT_FUZZ_SEED=' + seed + " CCM_PREFLIGHT_FUZZ_PATH='" + seen + "'\\n");
    process.kill(process.pid, 'SIGKILL');
  }
  seen = now;
}`;

/** Ends the process when a case takes too long, and says on standard error which one. */
export function watchdog(seed: number, seconds = LONGEST_CASE_SECONDS): Watchdog {
  const shared = new SharedArrayBuffer(8);
  const cell = new Int32Array(shared);
  Atomics.store(cell, 0, -1);
  const worker = new Worker(WATCHING, { eval: true, workerData: { shared, seed, seconds } });
  worker.unref();
  return {
    begin: (number) => Atomics.store(cell, 0, number),
    end: () => {
      Atomics.store(cell, 1, 1);
      Atomics.notify(cell, 1);
    },
  };
}
