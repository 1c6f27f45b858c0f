/** The tables of a store, and the number of parts that their keys have. Every part is a non-empty text of at most 256 characters. */
export const TABLES = {
  /** [run] */
  runs: 1,
  /** [run, shard] */
  shards: 2,
  /** [cluster or `-`, finding] */
  findings: 2,
  /** [run, robot, part] */
  deliveries: 3,
  /** [run] */
  digests: 1,
  /** [name] */
  leases: 1,
  /** [run, shard, part] */
  checkpoints: 3,
  /** [run, shard or `-`, part] */
  reports: 3,
} as const satisfies Record<string, number>;

/** A table of the store. */
export type TableName = keyof typeof TABLES;

/** As many non-empty texts as the table's keys have parts. */
export type RowKey = readonly string[];

/** What a row holds: any JSON value of at most 1 MB as text. */
export type RowData = unknown;

/** A row as it is stored. */
export interface Row {
  readonly key: RowKey;
  readonly data: RowData;
  /** 1 when it was made, one more after each change: what a conditional write refers to. */
  readonly version: number;
}

/** What must be true of a row for a write to happen: anything, that it is not there, or that it has this version. */
export type Expectation = 'any' | 'absent' | { readonly version: number };

/** Which rows of a table, in the order of their keys (compared part by part, by code units). */
export interface RangeOptions {
  /** The first parts of the keys; all rows if empty. */
  readonly prefix?: RowKey;
  /** From the last key to the first. */
  readonly reverse?: boolean;
  /** Rows that are fetched at once, for whoever may stop soon; as many as the store likes if left out. */
  readonly atOnce?: number;
}

/**
 * Rows in tables, the same over Tablestore and over a file. All writes are durable when their promise is fulfilled.
 * Throws StoreError.
 */
export interface RowStore {
  /** Makes the tables that are missing. Harmless when all are there. */
  readonly init: () => Promise<void>;
  readonly get: (table: TableName, key: RowKey) => Promise<Row | undefined>;
  readonly range: (table: TableName, options?: RangeOptions) => AsyncIterable<Row>;
  /** Whether it was written: false when the row is not as expected. */
  readonly put: (table: TableName, key: RowKey, data: RowData, expect: Expectation) => Promise<boolean>;
  /** Writes many rows, whatever is there. After an error some may be written, others not; it can be repeated. */
  readonly putMany: (
    table: TableName,
    rows: readonly { readonly key: RowKey; readonly data: RowData }[],
  ) => Promise<void>;
  readonly remove: (table: TableName, key: RowKey) => Promise<void>;
  readonly close: () => Promise<void>;
}
