import { byUrgency } from '../report/urgency.ts';
import type { FindingRecord } from './record.ts';

/** What is open before what is resolved, and in both the most urgent first. */
export function mostUrgentFirst(records: readonly FindingRecord[]): FindingRecord[] {
  return (['open', 'resolved'] as const).flatMap((status) =>
    byUrgency(
      records.filter((record) => record.status === status),
      ({ finding }) => finding,
    ),
  );
}
