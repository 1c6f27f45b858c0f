import { createRequire } from 'node:module';
import TableStore from 'tablestore';

/** A message of the protocol, as the package's own compiled protobuf has it. */
export interface Message<T> {
  readonly decode: (bytes: Uint8Array) => T;
  readonly encode: (value: object) => { readonly finish: () => Uint8Array };
}

export interface ConditionMessage {
  readonly rowExistence: number;
  readonly columnCondition: Uint8Array;
}
export interface RowChange {
  readonly type: number;
  readonly rowChange: Uint8Array;
  readonly condition: ConditionMessage;
}

interface Messages {
  readonly CreateTableRequest: Message<{
    readonly tableMeta: {
      readonly tableName: string;
      readonly primaryKey: readonly { readonly name: string; readonly type: number }[];
    };
    readonly tableOptions?: { readonly timeToLive: number; readonly maxVersions: number };
    readonly reservedThroughput: { readonly capacityUnit: { readonly read: number; readonly write: number } };
  }>;
  readonly CreateTableResponse: Message<unknown>;
  readonly ListTableResponse: Message<unknown>;
  readonly DescribeTableRequest: Message<{ readonly tableName: string }>;
  readonly DescribeTableResponse: Message<unknown>;
  readonly GetRowRequest: Message<{ readonly tableName: string; readonly primaryKey: Uint8Array }>;
  readonly GetRowResponse: Message<unknown>;
  readonly PutRowRequest: Message<{
    readonly tableName: string;
    readonly row: Uint8Array;
    readonly condition: ConditionMessage;
  }>;
  readonly PutRowResponse: Message<unknown>;
  readonly UpdateRowRequest: Message<{
    readonly tableName: string;
    readonly rowChange: Uint8Array;
    readonly condition: ConditionMessage;
  }>;
  readonly UpdateRowResponse: Message<unknown>;
  readonly DeleteRowRequest: Message<{
    readonly tableName: string;
    readonly primaryKey: Uint8Array;
    readonly condition: ConditionMessage;
  }>;
  readonly DeleteRowResponse: Message<unknown>;
  readonly BatchWriteRowRequest: Message<{
    readonly tables: readonly { readonly tableName: string; readonly rows: readonly RowChange[] }[];
  }>;
  readonly BatchWriteRowResponse: Message<unknown>;
  readonly GetRangeRequest: Message<{
    readonly tableName: string;
    readonly direction: number;
    readonly limit: number;
    readonly inclusiveStartPrimaryKey: Uint8Array;
    readonly exclusiveEndPrimaryKey: Uint8Array;
  }>;
  readonly GetRangeResponse: Message<unknown>;
  readonly Error: Message<unknown>;
}

interface FilterMessages {
  readonly Filter: Message<{ readonly type: number; readonly filter: Uint8Array }>;
  readonly SingleColumnValueFilter: Message<{
    readonly comparator: number;
    readonly columnName: string;
    readonly columnValue: Uint8Array;
    readonly filterIfMissing: boolean;
  }>;
  readonly CompositeColumnValueFilter: Message<{
    readonly combinator: number;
    readonly subFilters: readonly { readonly type: number; readonly filter: Uint8Array }[];
  }>;
}

const compiled = createRequire(import.meta.url)('tablestore/lib/protocol/tablestore_compiled_proto.js') as {
  readonly main: { readonly proto: Messages };
  readonly filter: { readonly proto: FilterMessages };
};

export const messages = compiled.main.proto;
export const filterMessages = compiled.filter.proto;

/** A column's value: INTEGER is a bigint, DOUBLE a number. */
export type CellValue = string | bigint | number | boolean | Buffer;

/** A row in PlainBuffer, of its key and its columns with the times of their writing. */
export function encodeRow(
  key: readonly (readonly [name: string, value: string])[],
  columns: Iterable<readonly [name: string, value: CellValue, at: number]>,
): Buffer {
  const { PlainBufferBuilder } = TableStore as unknown as {
    PlainBufferBuilder: { serializeForPutRow: (key: unknown, columns: unknown) => Buffer };
  };
  return PlainBufferBuilder.serializeForPutRow(
    key.map(([name, value]) => ({ [name]: value })),
    [...columns].map(([name, value, timestamp]) => ({
      [name]: typeof value === 'bigint' ? TableStore.Long.fromString(String(value)) : value,
      timestamp,
    })),
  );
}

/** Rows in PlainBuffer, one after the other: only the first has the header. */
export function joinRows(rows: readonly Buffer[]): Buffer {
  return Buffer.concat(rows.map((row, index) => (index === 0 ? row : row.subarray(HEADER_BYTES))));
}

const HEADER_BYTES = 4;
