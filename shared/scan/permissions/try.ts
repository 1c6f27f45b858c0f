import { isBadKey } from '../../sources/alicloud/errors.ts';
import { RemoteError } from '../../sources/remote-error.ts';
import { failureOf } from '../failures.ts';
import type { Hint, PermissionCheck, Trial } from './check.ts';

/** A check, and what came back. */
export interface Tried<T> {
  readonly check: PermissionCheck;
  /** Undefined where it did not work. */
  readonly value?: T;
  /** The trouble, where it was a remote one. */
  readonly fault?: RemoteError;
}

const NO_CREDENTIALS = 'NO_CREDENTIALS';
/** STS's code for a role that does not exist. */
const NO_ROLE = /^EntityNotExist/;
const UNAUTHORIZED = 401;

/** Does the work and says what became of it. Never throws. */
export async function tryOut<T>(trial: Trial, work: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { check: { ...trial, outcome: 'ok' }, value: await work() };
  } catch (thrown) {
    const check = {
      ...trial,
      ...faultOf(thrown),
      message: failureOf(thrown, { resource: trial.permission }).message,
    };
    return { check, ...(thrown instanceof RemoteError && { fault: thrown }) };
  }
}

/** What was left alone, and why. */
export function notTried(trial: Trial, hint: Hint, message?: string): PermissionCheck {
  return { ...trial, outcome: 'not tried', hint, ...(message !== undefined && { message }) };
}

function faultOf(thrown: unknown): Pick<PermissionCheck, 'outcome' | 'hint'> {
  if (!(thrown instanceof RemoteError)) return { outcome: 'failed' };
  switch (thrown.kind) {
    case 'denied':
      return deniedFault(thrown);
    case 'unreachable':
    case 'timeout':
      return { outcome: 'unreachable' };
    case 'aborted':
      return thrown.remoteCode === 'DEADLINE'
        ? { outcome: 'unreachable', hint: 'deadline' }
        : { outcome: 'not tried', hint: 'interrupted' };
    default:
      return { outcome: 'failed' };
  }
}

/** Only what a grant would mend counts as denied. */
function deniedFault({ remoteCode, status }: RemoteError): Pick<PermissionCheck, 'outcome' | 'hint'> {
  if (remoteCode === NO_CREDENTIALS) return { outcome: 'failed', hint: 'no-credentials' };
  if (NO_ROLE.test(remoteCode)) return { outcome: 'failed', hint: 'no-role' };
  if (isBadKey(remoteCode)) return { outcome: 'failed', hint: 'bad-key' };
  if (status === UNAUTHORIZED) return { outcome: 'failed', hint: 'bad-sign-in' };
  return { outcome: 'denied' };
}
