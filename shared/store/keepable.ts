import type { Failure } from '../snapshot/snapshot.ts';
import { type FindingRecord, leanRecord } from './record.ts';
import { writableRow } from './row-data.ts';
import type { RowKey } from './rows.ts';
import { StoreError } from './store-error.ts';

/** A record in a form that a store takes, or why it takes it in none. */
export type Keepable =
  | { readonly kind: 'kept'; readonly data: FindingRecord }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** Looks whether a store takes a record: one row that is refused would fail all that are written with it. */
export function keepable(key: RowKey, record: FindingRecord): Keepable {
  if (refusalOf(key, record) === undefined) return { kind: 'kept', data: record };
  const lean = leanRecord(record);
  const refusal = refusalOf(key, lean);
  if (refusal === undefined) return { kind: 'kept', data: lean };
  const { id, rule, clusterId, regionId, namespace, service } = record.finding;
  const failure: Failure = {
    ...(clusterId !== '' && { clusterId }),
    regionId,
    ...(namespace !== undefined && { namespace }),
    ...(service !== undefined && { service }),
    resource: 'findings',
    code: 'NotKept',
    message: `finding ${id} (${rule}) is not kept: ${refusal}`,
  };
  return { kind: 'refused', failure };
}

function refusalOf(key: RowKey, data: FindingRecord): string | undefined {
  try {
    writableRow('findings', key, data);
    return undefined;
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}
