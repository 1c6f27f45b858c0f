import { Refusal, type StoredRow } from './tablestore-data.ts';
import { decodeValue } from './tablestore-plain-buffer.ts';
import { type ConditionMessage, filterMessages } from './tablestore-wire.ts';

const EXISTENCE = { ignore: 0, exists: 1, missing: 2 } as const;
const FILTER = { single: 1, composite: 2 } as const;
const COMBINE = { not: 1, and: 2, or: 3 } as const;

type Filter = { readonly type: number; readonly filter: Uint8Array };

/** @throws Refusal OTSConditionCheckFail */
export function checkCondition(condition: ConditionMessage, row: StoredRow | undefined): void {
  const { rowExistence, columnCondition } = condition;
  const existence =
    rowExistence === EXISTENCE.ignore || (rowExistence === EXISTENCE.exists) === (row !== undefined);
  const columns =
    columnCondition.length === 0 ||
    (row !== undefined && holds(filterMessages.Filter.decode(columnCondition), row));
  if (!existence || !columns) throw new Refusal(403, 'OTSConditionCheckFail', 'Condition check failed.');
}

function holds({ type, filter }: Filter, row: StoredRow): boolean {
  if (type === FILTER.single) return columnHolds(filter, row);
  if (type !== FILTER.composite) throw new Refusal(400, 'OTSParameterInvalid', 'Invalid column condition.');
  const { combinator, subFilters } = filterMessages.CompositeColumnValueFilter.decode(filter);
  if (combinator === COMBINE.not) return !subFilters.some((one) => holds(one, row));
  return combinator === COMBINE.and
    ? subFilters.every((one) => holds(one, row))
    : subFilters.some((one) => holds(one, row));
}

function columnHolds(bytes: Uint8Array, row: StoredRow): boolean {
  const { columnName, columnValue, comparator, filterIfMissing } =
    filterMessages.SingleColumnValueFilter.decode(bytes);
  const stored = row.columns.get(columnName)?.value;
  if (stored === undefined) return !filterIfMissing;
  const wanted = decodeValue(columnValue);
  if (typeof wanted !== typeof stored || typeof wanted === 'symbol') return false;
  const order = stored < wanted ? -1 : Number(stored > wanted);
  // CT_EQUAL, CT_NOT_EQUAL, CT_GREATER_THAN, CT_GREATER_EQUAL, CT_LESS_THAN, CT_LESS_EQUAL
  return [order === 0, order !== 0, order > 0, order >= 0, order < 0, order <= 0][comparator - 1] ?? false;
}
