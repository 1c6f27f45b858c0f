import type { Config, SecretRef } from '../config/config.ts';
import type { Invoker } from '../invoke/invoker.ts';
import type { Log } from '../log/log.ts';
import type { Keys } from '../sources/alicloud/options.ts';
import type { RowStore } from '../store/rows.ts';

/** What the parts of a run need of the place where they are done: a function, or a process that serves. */
export interface Station {
  readonly config: Config;
  readonly rows: RowStore;
  readonly invoker: Invoker;
  readonly log: Log;
  readonly secret: (ref: SecretRef) => string;
  /** Keys where the config says `default`. */
  readonly defaultKeys?: Keys;
  /** The wall clock, in milliseconds since the epoch. */
  readonly now: () => number;
}
