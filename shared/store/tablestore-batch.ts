import type TableStore from 'tablestore';
import { RemoteError } from '../sources/remote-error.ts';
import type { WritableRow } from './row-data.ts';
import { DATA, primaryKey, VERSION } from './tablestore-cells.ts';
import type { TablestoreClient } from './tablestore-client.ts';
import { codedError } from './tablestore-trouble.ts';

/** Of one BatchWriteRow: Tablestore takes 200 rows and 4 MB. */
export const MOST_IN_BATCH = { rows: 200, bytes: 3_500_000 } as const;
/** Names of columns, tags, lengths and checksums of one row on the wire. */
const ROW_OVERHEAD = 200;

/** Retries the work while it throws RemoteErrors that pass. */
export type Retry = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** Bytes that a row takes in a request, not fewer. */
export function batchBytes(row: WritableRow): number {
  return row.bytes + row.key.reduce((sum, part) => sum + Buffer.byteLength(part), ROW_OVERHEAD);
}

/**
 * Writes rows whatever is there, each at most once in a batch. The answer tells of each row by itself: only rows that
 * failed, or that it does not tell of, are sent again.
 * @throws RemoteError: one that does not pass if there is any
 */
export async function writeBatch(
  client: TablestoreClient,
  retry: Retry,
  tableName: string,
  rows: readonly WritableRow[],
): Promise<void> {
  const { default: sdk } = await import('tablestore');
  const what = `BatchWriteRow of ${tableName}`;
  let pending = rows;
  const send = async (): Promise<void> => {
    const sent = pending;
    const changes = sent.map((row) => ({
      type: 'UPDATE',
      primaryKey: primaryKey(row.key),
      condition: new sdk.Condition(sdk.RowExistenceExpectation.IGNORE, null),
      attributeColumns: updateOf(sdk, row),
    }));
    const { tables } = await client.call('batchWriteRow', { tables: [{ tableName, rows: changes }] }, what);
    const failures = sent.map((_, index) => failureOf(tables[index], what));
    pending = sent.filter((_, index) => failures[index]);
    const worst = failures.find((failure) => failure && !mayPass(failure)) ?? failures.find(Boolean);
    if (worst) throw worst;
  };
  while (pending.length > 0) {
    const before = pending.length;
    try {
      await retry(what, send);
    } catch (error) {
      // Tries that wrote some of the rows do not count against the rest.
      if (pending.length === before || !(error instanceof RemoteError && mayPass(error))) throw error;
    }
  }
}

/** New data, and a version one higher: Tablestore counts on the spot, and from 0 in a row that is not there. */
export function updateOf(
  sdk: typeof TableStore,
  row: WritableRow,
): TableStore.UpdateRowParams['updateOfAttributeColumns'] {
  return [{ PUT: [{ [DATA]: row.text }] }, { INCREMENT: [{ [VERSION]: sdk.Long.fromNumber(1) }] }];
}

function failureOf(
  outcome: TableStore.BatchWriteRowResult['tables'][number] | undefined,
  what: string,
): RemoteError | undefined {
  if (outcome?.isOk) return undefined;
  if (!outcome)
    return new RemoteError('unavailable', 'UNTOLD', `${what}: the answer does not tell of all rows`);
  return codedError(outcome.errorCode ?? 'OTSInternalServerError', outcome.errorMessage ?? '', what);
}

function mayPass({ kind }: RemoteError): boolean {
  return kind === 'throttled' || kind === 'unavailable';
}
