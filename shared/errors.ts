/** What went wrong, as a word that scripts can test. */
export type ErrorCode =
  | 'USAGE'
  | 'FILE_UNREADABLE'
  | 'FILE_UNWRITABLE'
  | 'NOT_JSON'
  | 'NOT_A_SNAPSHOT'
  | 'VERSION_UNREADABLE'
  | 'BAD_CONFIG'
  | 'BAD_EVENT'
  | 'REMOTE'
  | 'STORE'
  | 'ALERT';

/**
 * Base of every error this project throws on purpose. The message is one plain line for a person;
 * `faults` holds the single lines when there are several things wrong at once.
 */
export class PreflightError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; faults?: readonly string[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.faults = options.faults ?? [];
  }
}

/** The caller asked for something that does not exist: an unknown format, rule, effect or version. */
export class UsageError extends PreflightError {
  constructor(message: string, options: { cause?: unknown; code?: 'USAGE' | 'VERSION_UNREADABLE' } = {}) {
    super(options.code ?? 'USAGE', message, options);
  }
}

/** A file could not be read, decompressed, parsed, or is not a snapshot. */
export class InputError extends PreflightError {}

/** The text of any thrown value, without its stack. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * What may be written down of any thrown value: errors of ours hold no secret; of any other nobody knows what its text
 * quotes, so that only its name is told.
 */
export function safeReason(thrown: unknown): string {
  if (thrown instanceof PreflightError) return thrown.message;
  return `an unexpected fault (${thrown instanceof Error ? thrown.name : typeof thrown})`;
}
