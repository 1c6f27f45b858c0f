import type { Report } from '../report/report.ts';

/** The report as it is, indented, with a line end. */
export function formatJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
