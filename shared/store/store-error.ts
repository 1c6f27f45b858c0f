import { PreflightError } from '../errors.ts';

/**
 * What is wrong with a store: `denied` (credentials, instance ACL), `missing` (no such instance or table), `unavailable`
 * (it did not answer, or is too busy, after all tries), `refused` (it will not take what it was given), `damaged` (what is
 * stored cannot be read).
 */
export type StoreTrouble = 'denied' | 'missing' | 'unavailable' | 'refused' | 'damaged';

/** A store that could not do what it was asked. The message says what to do about it, and holds no secret. */
export class StoreError extends PreflightError {
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, message: string, options: { cause?: unknown } = {}) {
    super('STORE', message, options);
    this.trouble = trouble;
  }
}
