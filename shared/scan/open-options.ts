import type { SecretRef } from '../config/config.ts';
import type { Keys } from '../sources/alicloud/options.ts';
import type { CallObserver } from '../sources/observer.ts';

/** What opening a fleet needs beside its config. */
export interface OpenOptions {
  readonly secret: (ref: SecretRef) => string;
  /** Ends every call. */
  readonly signal: AbortSignal;
  readonly onCall: CallObserver;
  /** Keys where the config says `default`: a function is given its own. What the official clients find if left out. */
  readonly defaultKeys?: Keys;
}
