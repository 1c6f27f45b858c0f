import fc from 'fast-check';
import { PreflightError } from '../../../shared/errors.ts';
import { watchPrototypes } from './prototypes.ts';
import { watchdog } from './watchdog.ts';

/** Instead of the seed of CI. */
const SEED_VARIABLE = 'CCM_PREFLIGHT_FUZZ_SEED';
/** So many cases of each kind, instead of what CI has time for. */
const RUNS_VARIABLE = 'CCM_PREFLIGHT_FUZZ_RUNS';
/** Which case of the seed alone is to be done: what a failure prints as its path. */
const PATH_VARIABLE = 'CCM_PREFLIGHT_FUZZ_PATH';

const CI_SEED = 20_260_729;

function settings(runs: number): fc.Parameters<unknown> {
  const { [SEED_VARIABLE]: seed, [RUNS_VARIABLE]: given, [PATH_VARIABLE]: path } = process.env;
  return {
    seed: Number(seed || CI_SEED),
    numRuns: Number(given || runs),
    ...(path && { path, endOnFailure: true }),
    // A value of a megabyte would fill the log; the seed and the path are enough to have it again.
    reporter: report,
  };
}

const LONGEST_CASE = 2_000;

function shown(value: unknown): string {
  try {
    return fc.stringify(value).slice(0, LONGEST_CASE);
  } catch {
    return 'nested too deeply to be shown';
  }
}

function report<T>(details: fc.RunDetails<T>): void {
  if (!details.failed) return;
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  const error =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  throw new Error(
    `${error.slice(0, LONGEST_CASE)}\n\nagain with ${SEED_VARIABLE}=${seed} ${PATH_VARIABLE}='${counterexamplePath}'\ncase: ${shown(counterexample)}`,
  );
}

/**
 * Does the check with so many generated values. After each, JavaScript's prototypes must be as they were; one that does
 * not end within a minute ends the process, and says which it was.
 */
export function fuzz<T>(runs: number, values: fc.Arbitrary<T>, check: (value: T) => void): void {
  const { changed, dog } = watched();
  let number = 0;
  try {
    fc.assert(
      fc.property(values, (value) => {
        dog.begin(number++);
        check(value);
        ensureUnpolluted(changed());
      }),
      settings(runs) as fc.Parameters<[T]>,
    );
  } finally {
    dog.end();
  }
}

/** As `fuzz`, of a check that waits for something. */
export async function fuzzAsync<T>(
  runs: number,
  values: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
): Promise<void> {
  const { changed, dog } = watched();
  let number = 0;
  try {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        dog.begin(number++);
        await check(value);
        ensureUnpolluted(changed());
      }),
      settings(runs) as fc.Parameters<[T]>,
    );
  } finally {
    dog.end();
  }
}

function watched() {
  return { changed: watchPrototypes(), dog: watchdog(Number(process.env[SEED_VARIABLE] || CI_SEED)) };
}

function ensureUnpolluted(changed: readonly string[]): void {
  if (changed.length > 0) throw new Error(`prototypes were written to: ${changed.join(', ')}`);
}

/** What the parser gives; undefined where it refuses with an error of ours. Any other error is a fault of the parser. */
export function orRefusal<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (thrown) {
    if (thrown instanceof PreflightError) return undefined;
    throw thrown;
  }
}

/** As `orRefusal`. */
export async function orRefusalOf<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof PreflightError) return undefined;
    throw thrown;
  }
}
