import { type Sleep, sleepMilliseconds } from '../sleep.ts';
import { RemoteError } from '../sources/remote-error.ts';
import { TABLES, type TableName } from './rows.ts';
import { StoreError } from './store-error.ts';
import { keyColumn, primaryKey } from './tablestore-cells.ts';
import type { Operations } from './tablestore-client.ts';
import { ALREADY_THERE, NOT_THERE } from './tablestore-trouble.ts';

const DAY = 86_400;
const FOR_EVER = -1;

/**
 * Seconds after its last writing that Tablestore forgets a row. What one run did is of use for a season; a finding's
 * history for more than a year. A lease must not be forgotten while it is held.
 */
const TIME_TO_LIVE: Readonly<Record<TableName, number>> = {
  runs: 90 * DAY,
  shards: 90 * DAY,
  findings: 400 * DAY,
  deliveries: 90 * DAY,
  digests: 90 * DAY,
  leases: FOR_EVER,
  checkpoints: 7 * DAY,
  reports: 90 * DAY,
};

/** TableStatus of DescribeTable: it can be used. */
const ACTIVE = 1;
const READY_TRIES = 60;
const READY_MILLISECONDS = 1_000;
/** A key that no row has: to see whether a table answers. */
const NOBODY = '-';

/** Calls with retries, and throws RemoteErrors. */
export type RetriedCall = <O extends keyof Operations>(
  operation: O,
  params: Operations[O]['params'],
  what: string,
) => Promise<Operations[O]['result']>;

/** What making the tables takes. */
export interface TableMaking {
  readonly call: RetriedCall;
  readonly nameOf: (table: TableName) => string;
  readonly signal: AbortSignal;
  readonly sleep?: Sleep;
}

/** Makes the tables that are missing, one after the other (an instance takes ten operations on tables a second). */
export async function makeTables(making: TableMaking): Promise<void> {
  for (const table of Object.keys(TABLES) as TableName[]) {
    await makeTable(making, table);
  }
}

async function makeTable(making: TableMaking, table: TableName): Promise<void> {
  const name = making.nameOf(table);
  const there = await described(making, name);
  if (!there) await create(making, table);
  await ready(making, table);
}

async function described(
  { call }: TableMaking,
  tableName: string,
): Promise<Operations['describeTable']['result'] | undefined> {
  try {
    return await call('describeTable', { tableName }, `DescribeTable of ${tableName}`);
  } catch (error) {
    if (error instanceof RemoteError && error.remoteCode === NOT_THERE) return undefined;
    throw error;
  }
}

async function create({ call, nameOf }: TableMaking, table: TableName): Promise<void> {
  const tableName = nameOf(table);
  const { default: sdk } = await import('tablestore');
  try {
    await call(
      'createTable',
      {
        tableMeta: {
          tableName,
          primaryKey: columnsOf(table).map((name) => ({ name, type: sdk.PrimaryKeyType.STRING })),
        },
        reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
        tableOptions: { timeToLive: TIME_TO_LIVE[table], maxVersions: 1 },
        streamSpecification: { enableStream: false },
      },
      `CreateTable of ${tableName}`,
    );
  } catch (error) {
    // By another process, or by a try of ours whose answer was lost.
    if (!(error instanceof RemoteError && error.remoteCode === ALREADY_THERE)) throw error;
  }
}

/** A table that was just made takes a while to load, and refuses rows until then. */
async function ready(making: TableMaking, table: TableName): Promise<void> {
  const { call, nameOf, signal, sleep = sleepMilliseconds } = making;
  const name = nameOf(table);
  for (let tries = 0; tries < READY_TRIES; tries++) {
    const description = await described(making, name);
    if (description) checkColumns(name, description.tableMeta, table);
    if (description?.tableStatus === ACTIVE) {
      const nobody = primaryKey(columnsOf(table).map(() => NOBODY));
      await call('getRow', { tableName: name, primaryKey: nobody }, `GetRow of ${name}`);
      return;
    }
    await sleep(READY_MILLISECONDS, signal);
  }
  throw new StoreError(
    'unavailable',
    `The table ${name} was made, but is not ready yet: try again in a minute.`,
  );
}

/** A table of this name that is somebody else's must not be written to. */
function checkColumns(
  name: string,
  { primaryKey }: Operations['describeTable']['result']['tableMeta'],
  table: TableName,
): void {
  const wanted = columnsOf(table).join(', ');
  const found = primaryKey.map((column) =>
    column.type === STRING ? column.name : `${column.name} (no STRING)`,
  );
  if (found.join(', ') === wanted) return;
  const message = `The table ${name} has the primary key ${found.join(', ')}, not ${wanted}: choose another tablePrefix.`;
  throw new StoreError('refused', message);
}

const STRING = 2;

function columnsOf(table: TableName): string[] {
  return Array.from({ length: TABLES[table] }, (_, index) => keyColumn(index + 1));
}
