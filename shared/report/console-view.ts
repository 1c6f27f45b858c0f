import type { Finding } from './report.ts';

/** Most items that the check writes into its Event (pkg/provider/dryrun/event.go, BATCHSIZE). */
const MOST_ITEMS = 20;

/** What the console's check makes of the findings of one cluster. */
export interface ConsoleView {
  /** Items the check records: its failed count. */
  readonly recorded: number;
  /** Items it can show: those of one Service, listener port or group overwrite each other, and 20 are the most. */
  readonly shown: number;
  /** Items it will record only once others are mended. */
  readonly hidden: number;
}

/** The key under which the check stores an item: a later item with the same key overwrites it. */
function itemKey(finding: Finding): string {
  const part = finding.listenerPort ?? finding.vServerGroupId ?? finding.vServerGroupName ?? '';
  return `${finding.namespace}/${finding.service}/${part}`;
}

/** What the console would make of one cluster's findings. */
export function consoleView(findings: readonly Finding[]): ConsoleView {
  const reported = findings.filter((finding) => finding.visibility === 'reported');
  return {
    recorded: reported.length,
    shown: Math.min(MOST_ITEMS, new Set(reported.map(itemKey)).size),
    hidden: findings.filter((finding) => finding.visibility === 'hidden').length,
  };
}
