import { PreflightError, safeReason } from '../errors.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import { RemoteError } from '../sources/remote-error.ts';

/** Where something failed: all of a failure but what happened. */
export type Where = Omit<Failure, 'code' | 'message'>;

/**
 * A thrown value as a failure of one part of the fleet. Errors of ours hold no secrets; of any other only its name is
 * told, as nobody knows what its text may quote.
 */
export function failureOf(thrown: unknown, where: Where): Failure {
  if (thrown instanceof RemoteError) return { ...where, code: thrown.remoteCode, message: thrown.message };
  if (thrown instanceof PreflightError) return { ...where, code: thrown.code, message: thrown.message };
  const message = `${safeReason(thrown)} while ${where.resource} was read`;
  return { ...where, code: 'Unexpected', message };
}

/** Whether a thrown value says that the thing asked for is not there (any more). */
export function isGone(thrown: unknown): boolean {
  return thrown instanceof RemoteError && thrown.kind === 'gone';
}

/** The work's outcome, or `instead` after its failure was noted. */
export async function orFailure<T, I>(
  work: Promise<T>,
  where: Where,
  failures: Failure[],
  instead: I,
): Promise<T | I> {
  try {
    return await work;
  } catch (thrown) {
    failures.push(failureOf(thrown, where));
    return instead;
  }
}
