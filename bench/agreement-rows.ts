import type { Agreement, Agreements } from './agreement.ts';
import { type Row, targetRow } from './table.ts';

/** The rows that say how much of what was planted was found, and how much of what was found is planted. */
export function agreementRows(how: string, { drifts, orphans }: Agreements): Row[] {
  const rows = (what: string, { recall, precision }: Agreement): Row[] => [
    targetRow(`planted ${what} found (recall), ${how}`, recall, 1, 3),
    targetRow(`${what} found that are planted (precision), ${how}`, precision, 1, 3),
  ];
  return [...rows('drifts', drifts), ...rows('orphans', orphans)];
}
