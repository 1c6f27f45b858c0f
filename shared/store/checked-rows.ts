import type { TSchema } from '@sinclair/typebox';
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';
import { once } from '../once.ts';
import type { Report } from '../report/report.ts';
import { schemaFaults } from '../schema-faults.ts';
import { PART_SHAPE, REPORT_SHAPE, WORDINGS_SHAPE } from './large-shapes.ts';
import type { Wordings } from './record.ts';
import type { Row, RowStore, TableName } from './rows.ts';
import { SHAPES } from './shapes.ts';
import { StoreError } from './store-error.ts';

/**
 * Rows whose data is what this program writes into their table: whoever reads them may rely on it. A store outlives
 * versions of the program, and others may write to it.
 */
export function checkedRows(rows: RowStore): RowStore {
  return {
    ...rows,
    get: async (table, key) => {
      const row = await rows.get(table, key);
      return row && ensured(table, row);
    },
    range: (table, options) => ensuredRange(rows, table, options),
  };
}

async function* ensuredRange(rows: RowStore, table: TableName, options: Parameters<RowStore['range']>[1]) {
  for await (const row of rows.range(table, options)) yield ensured(table, row);
}

const checks = new Map<TSchema, TypeCheck<TSchema>>();

/** What is wrong with a value; undefined if nothing is. */
function faultIn(shape: TSchema, value: unknown): string | undefined {
  const check = once(checks, shape, () => TypeCompiler.Compile(shape));
  return check.Check(value) ? undefined : (schemaFaults(check.Errors(value), 'data')[0] ?? 'data');
}

/** @throws StoreError damaged */
function ensured(table: TableName, row: Row): Row {
  const fault = faultIn(SHAPES[table], row.data);
  if (fault === undefined) return row;
  throw unreadable(`The row ${row.key.join(' ')} of the table ${table}`, fault);
}

/**
 * A report that was kept.
 * @throws StoreError damaged
 */
export function checkedReport(run: string, value: unknown): Report {
  const fault = faultIn(REPORT_SHAPE, value);
  if (fault === undefined) return value as Report;
  throw unreadable(`The report of the run ${run}`, fault);
}

/** Whether a value is what a shard of a run came to. */
export function isPart(value: unknown): boolean {
  return faultIn(PART_SHAPE, value) === undefined;
}

/**
 * The words of a report that was kept.
 * @throws StoreError damaged
 */
export function checkedWordings(run: string, value: unknown): Wordings {
  const fault = faultIn(WORDINGS_SHAPE, value);
  if (fault === undefined) return value as Wordings;
  throw unreadable(`The Chinese report of the run ${run}`, fault);
}

function unreadable(what: string, fault: string): StoreError {
  return new StoreError('damaged', `${what} is none that this version of ccm-preflight reads: ${fault}.`);
}
