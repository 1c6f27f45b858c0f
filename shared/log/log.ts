/** What a line says beside its event: names of runs, shards and clusters, numbers. Never a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes structured lines. */
export interface Log {
  readonly debug: (event: string, fields?: LogFields) => void;
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
  /** The same with fields that stand in every line. */
  readonly with: (fields: LogFields) => Log;
}
