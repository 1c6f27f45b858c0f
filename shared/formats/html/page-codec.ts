import { folded, unfolded } from './fold.ts';
import { type Packed, pack, unpack } from './pack.ts';
import type { PageReport } from './page-data.ts';

/** What holds a report somewhere: the data of a page, or what the fleet page asks for. */
interface WithReport {
  readonly report: PageReport | null;
}

/** Page data for the wire: 5,000 findings in both languages are less than 3 MB. */
export function packPage(data: WithReport): Packed {
  return pack(mapped(data, folded));
}

/** Page data as they were before they were packed. */
export function unpackPage<T extends WithReport>(packed: Packed): T {
  return mapped(unpack(packed) as unknown as T, unfolded);
}

function mapped<T extends WithReport>(data: T, change: typeof folded): T {
  const { report } = data;
  return report ? { ...data, report: { ...report, findings: report.findings.map(change) } } : data;
}
