import { randomUUID } from 'node:crypto';
import type TableStore from 'tablestore';
import { RemoteError } from '../sources/remote-error.ts';
import { canBe, type WritableRow } from './row-data.ts';
import type { Expectation } from './rows.ts';
import { type Retry, updateOf } from './tablestore-batch.ts';
import { DATA, primaryKey, type ReadRow, VERSION, WRITER } from './tablestore-cells.ts';
import type { TablestoreClient } from './tablestore-client.ts';
import { CONDITION_FAILED } from './tablestore-trouble.ts';

/** What writing one row takes. */
export interface PutTools {
  readonly client: TablestoreClient;
  readonly retry: Retry;
  /** The row as it stands now. */
  readonly read: () => Promise<ReadRow | undefined>;
}

/** Writes a row if it is as expected, and tells whether it did. @throws RemoteError */
export async function put(
  tools: PutTools,
  tableName: string,
  row: WritableRow,
  expect: Expectation,
): Promise<boolean> {
  if (!canBe(expect)) return false;
  if (expect !== 'any') return putIf(tools, tableName, row, expect);
  const { default: sdk } = await import('tablestore');
  const what = `UpdateRow of ${tableName}`;
  const params = {
    tableName,
    primaryKey: primaryKey(row.key),
    condition: new sdk.Condition(sdk.RowExistenceExpectation.IGNORE, null),
    updateOfAttributeColumns: updateOf(sdk, row),
  };
  await tools.retry(what, () => tools.client.call('updateRow', params, what));
  return true;
}

/**
 * A try whose answer was lost may have written: the next then finds its condition broken. The row is read back, and the
 * token tells whose it is. Only where a third party has written over it since is a write that was ours called none.
 */
async function putIf(
  { client, retry, read }: PutTools,
  tableName: string,
  row: WritableRow,
  expect: Exclude<Expectation, 'any'>,
): Promise<boolean> {
  const { default: sdk } = await import('tablestore');
  const writer = randomUUID();
  const version = expect === 'absent' ? 0 : expect.version;
  const params = {
    tableName,
    primaryKey: primaryKey(row.key),
    condition: conditionOf(sdk, expect),
    attributeColumns: [
      { [DATA]: row.text },
      { [VERSION]: sdk.Long.fromNumber(version + 1) },
      { [WRITER]: writer },
    ],
  };
  const what = `PutRow of ${tableName}`;
  let tries = 0;
  try {
    await retry(what, () => {
      tries++;
      return client.call('putRow', params, what);
    });
    return true;
  } catch (error) {
    if (!(error instanceof RemoteError && error.remoteCode === CONDITION_FAILED)) throw error;
    return tries > 1 && (await read())?.writer === writer;
  }
}

function conditionOf(sdk: typeof TableStore, expect: Exclude<Expectation, 'any'>): TableStore.Condition {
  const { EXPECT_EXIST, EXPECT_NOT_EXIST } = sdk.RowExistenceExpectation;
  if (expect === 'absent') return new sdk.Condition(EXPECT_NOT_EXIST, null);
  const version = sdk.Long.fromNumber(expect.version);
  const isIt = new sdk.SingleColumnCondition(VERSION, version, sdk.ComparatorType.EQUAL, false, true);
  return new sdk.Condition(EXPECT_EXIST, isIt);
}
